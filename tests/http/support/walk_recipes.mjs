/* SPDX-License-Identifier: MIT */
/*
 * How the permission walk asks for each operation of the contract: "operation" or "operation variant". A recipe asks in such a way that
 * only permission can stand in the way. About a case: `status` says which it needs (sent unless named), `uses` that a success uses
 * the case up. `fresh`: in a session of its own, which it ends. `outcome` reads the answer where the status alone does not tell.
 *
 * A new operation: one line here, and one in src/access/permission_table.txt.
 */
import { randomUUID } from 'node:crypto';
import { workingDay } from './reports.mjs';
import { demoPassword } from './service.mjs';

const caseAt = (t) => `/deviations/${t.id}`;
const here = '/helsefellesskap/st_olavs';
const reason = { legal_basis: 'health_personnel_act_26', purpose: 'Finne forløpet i egen journal' };
const inList = (id) => (answer) => (answer.status !== 200 ? null : answer.body.items.some((one) => one.id === id) ? '+' : '.');
const byOutcome = (answer) => (answer.status === 200 ? { done: '+', read_only: '-', not_found: '.' }[answer.body.items[0].outcome] : null);
const ofOwnOrganisation = (answer) => (answer.body?.errors?.some((one) => one.code === 'not_your_organisation') ? '-' : null);

/* What only an uploader can do: begins one on the case, does it, and leaves nothing behind. */
const asUploader = (one) => async (client, t) => {
  const begun = await client.post(`${caseAt(t)}/attachments`, { name: 'Notat.txt', size: 4 });
  if (begun.status !== 201) return begun;
  const at = `/attachments/${begun.body.id}`;
  const put = () => client.put(`${at}/pieces/0`, 'Hei\n', { headers: { 'Content-Type': 'application/octet-stream' } });
  const answer = await one(client, at, put);
  await client.delete(at);
  await client.post(`${at}/removal`, { reason: 'irrelevant' }, { key: null });
  return answer;
};

const noteAt = (t) => `/learning-notes/${t.note}`;
const noteText = { title: 'Læring', text: 'Av dette.', category: 'legemidler' };
/* With the note in review, and back as it was. */
const inReview = (one) => async (client, t, world) => {
  await world.putInReview(t.note, true);
  const answer = await one(client, t, world);
  await world.putInReview(t.note, false);
  return answer;
};

const measure = (reports) => ({ text: 'Ny sjekkliste', strength: 'intermediate', due_on: workingDay(30), responsible_organisation_id: reports.mine.id });

/* ask(client, target, world): target is a case { id, note, version }, world { reports, subjects, … } of the walk. */
export const recipes = {
  // About the case
  get_deviation: { case: true, ask: (client, t) => client.get(caseAt(t)) },
  'list_deviations own': { ask: (client, t) => client.get(`/deviations?view=mine&limit=1&cursor=${Number(t.id) + 1}`), outcome: (answer, t) => inList(t.id)(answer) },
  'list_deviations council': { ask: (client, t, world) => client.get(`/deviations?view=council&limit=1&cursor=${Number(t.id) + 1}&council_id=${world.council}`),
    outcome: (answer, t) => inList(t.id)(answer) },
  list_queue: { ask: (client, t, world) => client.get(`/queue?view=all&limit=1&cursor=${Number(t.id) + 1}&council_id=${world.council}`),
    outcome: (answer, t) => inList(t.id)(answer) },
  'list_queue own': { ask: (client, t) => client.get(`/queue?view=all&limit=1&cursor=${Number(t.id) + 1}`), outcome: (answer, t) => inList(t.id)(answer) },
  count_queue: { ask: (client, t, world) => client.get(`/queue/counts?council_id=${world.council}`),
    outcome: (answer) => (answer.status === 200 && answer.body.open === 0 ? '.' : null) },
  'change_deviations acknowledge': { uses: true, ask: (client, t) => client.post('/deviations/bulk', { action: 'acknowledge', cases: [{ id: t.id, version: t.version }] }),
    outcome: (answer) => byOutcome(answer) },
  'change_deviations assign': { uses: true, ask: (client, t) => client.post('/deviations/bulk', { action: 'assign', cases: [{ id: t.id, version: t.version }] }),
    outcome: (answer) => byOutcome(answer) },
  acknowledge_deviation: { case: true, uses: true, ask: (client, t) => client.post(`${caseAt(t)}/acknowledgement`, undefined, { version: t.version }) },
  'add_message dialogue': { case: true, ask: (client, t) => client.post(`${caseAt(t)}/messages`, { audience: 'dialogue', text: 'Hei' }) },
  'add_message internal': { case: true, ask: (client, t) => client.post(`${caseAt(t)}/messages`, { audience: 'internal', text: 'Hei' }) },
  answer_deviation: { case: true, uses: true, ask: (client, t) => client.post(`${caseAt(t)}/answer`, { text: 'Takk for det' }, { version: t.version }) },
  close_deviation: { case: true, status: 'answered', uses: true, ask: (client, t) => client.post(`${caseAt(t)}/closing`, {}, { version: t.version }) },
  reopen_deviation: { case: true, status: 'closed', uses: true, ask: (client, t) => client.post(`${caseAt(t)}/reopening`, { reason: 'Igjen' }, { version: t.version }) },
  mask_text: { case: true, uses: true, ask: (client, t) => client.post(`${caseAt(t)}/masks`, { field: 'title', start: 0, end: 1, reason: 'identity' },
    { key: null, version: t.version }) },
  lift_mask: { case: true, uses: true, ask: async (client, t, { makeMask }) => client.delete(`${caseAt(t)}/masks/${await makeMask(t.id)}`, { version: t.version }) },
  get_route: { case: true, ask: (client, t) => client.get(`${caseAt(t)}/route`) },
  list_links: { case: true, ask: (client, t) => client.get(`${caseAt(t)}/links`) },
  list_case_people: { case: true, ask: (client, t) => client.get(`${caseAt(t)}/people`) },
  assign_deviation: { case: true, uses: true, ask: (client, t) => client.put(`${caseAt(t)}/assignee`, { person_id: null }, { version: t.version }) },
  watch_deviation: { case: true, ask: (client, t) => client.put(`${caseAt(t)}/watch`) },
  unwatch_deviation: { case: true, ask: (client, t) => client.delete(`${caseAt(t)}/watch`) },
  request_correction: { case: true, uses: true, ask: (client, t) => client.post(`${caseAt(t)}/correction-request`, { text: 'Hvilken dag?' }, { version: t.version }) },
  add_addendum: { case: true, ask: (client, t) => client.post(`${caseAt(t)}/addenda`, { text: 'Det var mandag' }) },
  list_text_modules: { case: true, ask: (client, t) => client.get(`${caseAt(t)}/text-modules`) },
  link_deviations: { case: true, ask: (client, t, { partner }) => client.put(`${caseAt(t)}/links/${partner}`, { kind: 'related' }) },
  unlink_deviations: { case: true, ask: async (client, t, { makeLink, partner }) => {
    await makeLink(t.id);
    return client.delete(`${caseAt(t)}/links/${partner}`);
  } },
  list_measures: { case: true, ask: (client, t) => client.get(`${caseAt(t)}/measures`) },
  add_measure: { case: true, ask: (client, t, { reports }) => client.post(`${caseAt(t)}/measures`, measure(reports)) },
  list_measure_work: { ask: async (client, t, { makeMeasure }) => {
    const id = await makeMeasure(t.id);
    const answer = await client.get(`/measures?limit=1&cursor=20010702-${Number(id) - 1}`);
    return { ...answer, measure: id };
  }, outcome: (answer) => inList(answer.measure)(answer) },
  change_measure: { case: true, ask: async (client, t, { makeMeasure, reports }) => client.put(`/measures/${await makeMeasure(t.id)}`, measure(reports), { version: 1 }) },
  move_measure: { case: true, ask: async (client, t, { makeMeasure }) => client.put(`/measures/${await makeMeasure(t.id)}/phase`, { phase: 'follow_up' }, { version: 1 }) },
  evaluate_measure: { case: true, ask: async (client, t, { makeMeasure }) => client.put(`/measures/${await makeMeasure(t.id)}/effect`, { effect: 'some' }, { version: 1 }) },
  drop_measure: { case: true, ask: async (client, t, { makeMeasure }) => client.put(`/measures/${await makeMeasure(t.id)}/dropping`, { reason: 'Ikke mulig' }, { version: 1 }) },
  take_up_measure: { case: true, ask: async (client, t, { makeMeasure }) => client.delete(`/measures/${await makeMeasure(t.id, true)}/dropping`, { version: 1 }) },
  answer_match: { case: true, ask: async (client, t, { makeMatch }) => client.put(`${caseAt(t)}/matches/${await makeMatch(t.id)}`, { answer: 'different' }) },
  hand_over_deviation: { case: true, uses: true, ask: (client, t) => client.post(`${caseAt(t)}/hand-over`, { council: 'sekretariatet', reason: 'Hører ikke hit' }, { key: null, version: t.version }) },
  take_back_hand_over: { case: true, ask: (client, t) => client.post(`${caseAt(t)}/hand-over/taking-back`, undefined, { key: null }) },
  return_deviation: { case: true, uses: true, ask: (client, t) => client.post(`${caseAt(t)}/return`, { reason: 'duplicate', text: 'Meldt før' }, { key: null, version: t.version }) },
  move_deadline: { case: true, uses: true, ask: (client, t) => client.post(`${caseAt(t)}/deadline-moves`, { deadline: 'closing', due_on: workingDay(30), reason: 'Trenger mer tid' },
    { key: null, version: t.version }) },
  set_classification: { case: true, uses: true, ask: (client, t) => client.put(`${caseAt(t)}/classification`, { kind: 'patient', category: 'epikrise', actual_harm: 'none',
    potential_harm: 'low', reason: 'Gjelder epikrisen' }, { version: t.version }) },
  take_back_classification: { case: true, ask: (client, t) => client.post(`${caseAt(t)}/classification/taking-back`, undefined, { key: null }) },
  wait_for: { case: true, uses: true, ask: (client, t) => client.post(`${caseAt(t)}/waiting`, { waiting_for: 'reporter', text: 'Når var det?' }, { key: null, version: t.version }) },
  resume_deviation: { case: true, ask: (client, t) => client.delete(`${caseAt(t)}/waiting`, { version: t.version }) },
  list_attachments: { case: true, ask: (client, t) => client.get(`${caseAt(t)}/attachments`) },
  get_attachment: { case: true, ask: async (client, t, { attachmentOf }) => client.get(`/attachments/${await attachmentOf(t.id)}`) },
  get_attachment_content: { case: true, ask: async (client, t, { attachmentOf }) => client.get(`/attachments/${await attachmentOf(t.id)}/content`) },
  remove_attachment: { case: true, uses: true, ask: async (client, t, { attachmentOf }) => client.post(`/attachments/${await attachmentOf(t.id)}/removal`, { reason: 'identity' }, { key: null }) },
  begin_case_attachment: { case: true, ask: asUploader(async (client, at) => client.get(at)) },
  put_attachment_piece: { case: true, ask: asUploader(async (client, at, put) => put()) },
  finish_attachment: { case: true, ask: asUploader(async (client, at, put) => put().then(() => client.post(`${at}/completion`, undefined, { key: null }))) },
  cancel_attachment: { case: true, ask: asUploader(async (client, at) => client.delete(at)) },
  'get_learning_note proposed': { case: true, status: 'closed', ask: (client, t) => client.get(`/learning-notes/${t.note}`) },
  'get_learning_note in review': { case: true, status: 'closed', ask: inReview((client, t) => client.get(noteAt(t))) },
  change_learning_note: { case: true, status: 'closed', uses: true, ask: (client, t) => client.put(noteAt(t), { note: noteText }, { version: 1 }) },
  ask_note_review: { case: true, status: 'closed', uses: true, ask: (client, t) => client.post(`${noteAt(t)}/review-request`, undefined, { version: 1 }) },
  review_learning_note: { case: true, status: 'closed', ask: inReview((client, t) => client.post(`${noteAt(t)}/review`, undefined, { version: 1 })) },
  release_learning_note: { case: true, status: 'closed', ask: inReview((client, t) => client.post(`${noteAt(t)}/release`, { decision: 'release' }, { version: 1 })) },
  withdraw_learning_note: { case: true, status: 'closed', uses: true, ask: (client, t) => client.post(`${noteAt(t)}/withdrawal`, { reason: 'Foreldet' }, { version: 1 }) },
  publish_learning_note: { case: true, status: 'closed', uses: true, ask: (client, t) => client.post(`/learning-notes/${t.note}/publication`, undefined, { version: 1 }) },

  // Whom the case is about, where the agreement wants a second person
  get_patient_reference: { case: true, ask: (client, t) => client.get(`${caseAt(t)}/patient-reference`) },
  put_patient_reference: { case: true, ask: (client, t) => client.put(`${caseAt(t)}/patient-reference`, { kind: 'local_reference', value: 'Journal 17', patient_objects: false }) },
  request_patient_reference: { case: true, ask: (client, t) => client.post(`${caseAt(t)}/patient-reference/requests`, reason) },
  open_patient_reference: { case: true, ask: (client, t) => client.post(`${caseAt(t)}/patient-reference/opening`, reason) },
  postpone_reference_destruction: { case: true, ask: (client, t) => client.post(`${caseAt(t)}/patient-reference/postponement`, { destroy_on: '2999-01-01', reason: 'Klagesak' }) },
  decide_reference_request: { ask: (client, t, { request }) => client.post(`/patient-reference-requests/${request}/decision`, { approve: true }) },

  // Filing, for the organisation that reported
  submit_deviation: { ask: (client, t, world) => client.post('/deviations', world.reports.make()), outcome: ofOwnOrganisation },
  submit_batch: { ask: (client, t, { reports }) => client.post('/deviations/batch', { helsefellesskap: 'st_olavs', kind: 'patient', category: 'legemidler', title: 'Flere på en gang',
    reporter_organisation_id: reports.mine.id, other_organisation_id: reports.hospital.id, actual_harm: 'none', potential_harm: 'low', rows: [{ description: 'Manglet' }] }),
  outcome: ofOwnOrganisation },
  validate_deviation: { ask: (client, t, world) => client.post('/deviations/validation', world.reports.make()), outcome: ofOwnOrganisation },
  begin_attachment: { ask: async (client) => {
    const begun = await client.post('/attachments', { name: 'Notat.txt', size: 4 });
    if (begun.status === 201) await client.delete(`/attachments/${begun.body.id}`);
    return begun;
  } },
  get_attachment_rules: { ask: (client) => client.get('/attachment-rules') },
  preview_route: { ask: (client, t, { reports }) => client.post('/deviations/route-preview', { helsefellesskap: 'st_olavs', kind: 'patient', category: 'legemidler',
    reporter_organisation_id: reports.mine.id, other_organisation_id: reports.hospital.id }), outcome: ofOwnOrganisation },

  // Reports of the helsefellesskap that came without an account and are held
  list_held_reports: { ask: (client) => client.get('/held-reports'), outcome: (answer, t, world) => inList(world.held)(answer) },
  get_held_report: { ask: (client, t, { held }) => client.get(`/held-reports/${held}`) },
  confirm_held_report: { ask: (client, t, { held }) => client.post(`/held-reports/${held}/confirmation`, undefined, { version: 99 }) },
  reject_held_report: { ask: (client, t, { held }) => client.post(`/held-reports/${held}/rejection`, { reason: 'other', text: 'Hører ikke hit' }, { version: 99 }) },

  // Who has seen what, and erasing
  list_read_log: { ask: (client) => client.get('/read-log') },
  list_readers: { case: true, ask: (client, t) => client.get(`${caseAt(t)}/readers`) },
  request_erasure: { case: true, ask: (client, t) => client.post(`${caseAt(t)}/erasure-requests`, { legal_basis: 'objection', decision: '2026-1' }) },
  list_erasures: { ask: (client) => client.get('/erasure-requests'), outcome: (answer, t, world) => inList(world.erasure)(answer) },
  decide_erasure: { ask: (client, t, { erasure }) => client.post(`/erasure-requests/${erasure}/decision`, { approve: false }) },

  // About the helsefellesskap
  get_register: { ask: (client) => client.get(`${here}/register`) },
  list_learning_notes: { ask: (client) => client.get(`${here}/learning-notes`), outcome: (answer, t, world) => inList(world.published)(answer) },
  'get_learning_note published': { ask: (client, t, world) => client.get(`/learning-notes/${world.published}`) },
  mark_learning_note: { ask: (client, t, world) => client.put(`/learning-notes/${world.published}/marks`, { mark: 'useful', set: true }) },
  list_learning_work: { ask: (client) => client.get(`${here}/learning-work`) },
  create_learning_note: { ask: (client, t, world) => client.post(`${here}/learning-notes`, { council_id: world.council, note: noteText }) },
  list_subscriptions: { ask: (client) => client.get(`${here}/subscriptions`) },
  create_subscription: { ask: async (client) => {
    const made = await client.post(`${here}/subscriptions`, { frequency: 'monthly', language: 'nb', party: 'gp', patient_group: null, weekday: 3 });
    if (made.status === 201) await client.delete(`/subscriptions/${made.body.items.find((one) => one.party === 'gp').id}`);
    return made;
  } },
  list_summaries: { ask: (client) => client.get(`${here}/summaries`) },
  preview_summary: { ask: (client) => client.get(`${here}/summary-preview?frequency=weekly`) },
  send_test_summary: { ask: (client) => client.post(`${here}/summary-test`, { frequency: 'weekly', language: 'nb' }, { key: null }) },
  decide_summary: { ask: (client, t, { summary }) => client.post(`/summaries/${summary}/decision`, { decision: 'reopen' }, { key: null }) },
  put_annual_wheel: { ask: (client) => client.put(`${here}/annual-wheel`, { entries: [] }, { version: 1 }) },
  'change_subscription of others': { ask: (client, t, { subscription }) => client.put(`/subscriptions/${subscription}`, { frequency: 'weekly', language: 'nb' }) },
  'end_subscription of others': { ask: (client, t, { subscription }) => client.delete(`/subscriptions/${subscription}`) },

  // The learning report
  get_report: { ask: (client) => client.get(`${here}/report`) },
  get_report_table: { ask: (client) => client.get(`${here}/report/table?rows=category&columns=council`) },
  get_control_chart: { ask: (client) => client.get(`${here}/report/control-chart`) },
  list_reports: { ask: (client) => client.get(`${here}/reports`) },
  get_report_version: { ask: (client, t, { report }) => client.get(`/reports/${report.approved}`) },
  get_report_document: { ask: (client, t, { report }) => client.get(`/reports/${report.approved}/document`) },
  'get_report_version of a draft': { ask: (client, t, { report }) => client.get(`/reports/${report.draft}`) },
  'get_report_document of a draft': { ask: (client, t, { report }) => client.get(`/reports/${report.draft}/document`) },
  request_report: { ask: (client) => client.post(`${here}/reports`, { half_year: '2099-1' }) },
  discard_report: { ask: (client, t, { report }) => client.delete(`/reports/${report.draft}`, { version: 99 }) },
  put_report_remarks: { ask: (client, t, { report }) => client.put(`/reports/${report.draft}/remarks`, { remarks: [] }, { version: 99 }) },
  approve_report: { ask: (client, t, { report }) => client.post(`/reports/${report.draft}/approval`, undefined, { key: null, version: 99 }) },
  get_report_definition: { ask: (client) => client.get(`${here}/report-definition`) },
  put_report_definition: { ask: (client) => client.put(`${here}/report-definition`, { dimensions: ['category'], measures: [], note: 'Valgt av ASU' }, { version: 99 }) },

  // Reports one has begun
  list_uploads: { ask: (client) => client.get(`/attachments?draft=${randomUUID()}`) },
  list_drafts: { ask: (client) => client.get('/drafts') },
  'get_draft of others': { ask: (client, t, world) => client.get(`/drafts/${world.draft}`) },
  save_draft: { ask: (client) => client.put(`/drafts/${randomUUID()}`, { version: 0, report: { helsefellesskap: 'st_olavs', title: 'Påbegynt' } }) },
  'delete_draft of others': { ask: (client, t, world) => client.delete(`/drafts/${world.draft}`) },
  get_last_choices: { ask: (client) => client.get(`${here}/last-choices`) },

  // Views one keeps of the queue
  list_queue_views: { ask: (client) => client.get('/queue-views') },
  save_queue_view: { ask: (client) => client.put('/queue-views', { name: 'Alvorlige', filters: { harm: 'severe' } }) },
  'delete_queue_view of others': { ask: (client, t, world) => client.delete(`/queue-views/${world.view}`) },

  // People and clients of the helsefellesskap
  get_configuration_form: { ask: (client) => client.get('/configuration-form') },
  get_report_file: { ask: (client) => client.get(`${here}/report/file?format=csv`) },
  make_report_extract: { ask: (client) => client.post(`${here}/report-extracts`, { purpose: 'Prøve av tilganger', rows: 'category', columns: 'month', format: 'csv' }, { key: null }) },
  list_report_extracts: { ask: (client) => client.get(`${here}/report-extracts`) },
  list_denominators: { ask: (client) => client.get(`${here}/denominators`) },
  import_denominators: { ask: (client) => client.put(`${here}/denominators`, { source: 'Prøve', rows: [{ kind: 'admissions', year: 2001, value: 10 }] }) },
  get_configuration: { ask: (client) => client.get(`${here}/configuration`) },
  check_configuration: { ask: (client) => client.post(`${here}/configuration/check`, {}) },
  put_configuration: { ask: (client) => client.put(`${here}/configuration`, {}, { version: 1 }) },
  list_configuration_changes: { ask: (client) => client.get(`${here}/configuration-changes`) },
  get_configuration_change: { ask: (client, t, { change }) => client.get(`/configuration-changes/${change}`) },
  list_people: { ask: (client) => client.get(`${here}/people`) },
  invite_person: { ask: (client) => client.post(`${here}/people`, { name: 'Ny Kollega', email: `${randomUUID()}@example.org`, role: 'analyst' }) },
  get_person: { ask: (client, t, { subject }) => client.get(`/people/${subject.person}`) },
  mail_invitation: { ask: (client, t, { subject }) => client.post(`/people/${subject.person}/invitation`) },
  add_membership: { ask: (client, t, { subject }) => client.post(`/people/${subject.person}/memberships`, { helsefellesskap: 'st_olavs', role: 'analyst' }) },
  end_membership: { ask: (client, t, { subject }) => client.post(`/memberships/${subject.membership}/ending`, { valid_to: '2999-01-01' }) },
  set_person_disabled: { ask: (client, t, { subject }) => client.put(`/people/${subject.person}/disabled`, { disabled: false }) },
  person_leaves: { ask: (client, t, { leaver }) => client.post(`/people/${leaver.person}/departure`, { day: '2999-01-01' }) },
  name_substitute: { ask: (client, t, { subject }) => client.post(`/memberships/${subject.membership}/substitutes`, { who: 'raad.akutt', valid_to: '2999-01-01' }) },
  end_substitute: { ask: (client, t, { subject }) => client.delete(`/substitutes/${subject.substitute}`) },
  list_own_memberships: { ask: (client) => client.get('/me/memberships') },
  list_access_changes: { ask: (client) => client.get(`${here}/access-changes`) },
  list_outbox: { ask: (client) => client.get(`${here}/outbox`) },
  'list_outbox by name': { ask: (client) => client.get(`${here}/outbox?search=Per`) },
  count_outbox: { ask: (client) => client.get(`${here}/outbox-counts`) },
  change_outbox: { ask: (client) => client.post(`${here}/outbox`, { action: 'cancel', ids: ['999999999'] }) },
  get_mail_state: { ask: (client) => client.get('/mail-state') },
  list_rule_sets: { ask: (client) => client.get(`${here}/rule-sets`) },
  get_rule_set: { ask: (client, t, { rules }) => client.get(`/rule-sets/${rules.set}`) },
  reactivate_rule_set: { ask: (client, t, { rules }) => client.post(`/rule-sets/${rules.set}/activation`, { instead_of: rules.set, note: 'Angret' }) },
  check_rules: { ask: (client) => client.post(`${here}/rule-check`, {}) },
  list_rule_drafts: { ask: (client) => client.get(`${here}/rule-drafts`) },
  create_rule_draft: { ask: (client, t, { rules }) => client.post(`${here}/rule-drafts?based_on=${rules.set}`, {}) },
  get_rule_draft: { ask: (client, t, { rules }) => client.get(`/rule-drafts/${rules.draft}`) },
  put_rule_draft: { ask: (client, t, { rules }) => client.put(`/rule-drafts/${rules.draft}`, {}, { version: 99 }) },
  delete_rule_draft: { ask: (client, t, { rules }) => client.delete(`/rule-drafts/${rules.draft}`, { version: 99 }) },
  try_rule_draft: { ask: (client, t, { rules }) => client.get(`/rule-drafts/${rules.draft}/what-if?months=1`) },
  activate_rule_draft: { ask: (client, t, { rules }) => client.post(`/rule-drafts/${rules.draft}/activation`, { note: 'Vedtatt' }, { version: 99 }) },
  plan_rule_draft: { ask: (client, t, { rules }) => client.put(`/rule-drafts/${rules.draft}/plan`, { starts_at: '2027-01-01T00:00:00+01:00', note: 'Vedtatt' }, { version: 99 }) },
  take_back_rule_plan: { ask: (client, t, { rules }) => client.delete(`/rule-drafts/${rules.draft}/plan`, { version: 99 }) },
  list_machine_clients: { ask: (client) => client.get(`${here}/machine-clients`) },
  create_machine_client: { ask: (client, t, { reports }) => client.post(`${here}/machine-clients`, { name: 'Ny klient', role: 'reporter',
    organisation_id: reports.mine.id, permissions: ['file_deviation'] }) },
  create_client_token: { ask: (client, t, { machine }) => client.post(`/machine-clients/${machine.person}/tokens`, { permissions: ['read_learning'] }) },
  revoke_client_token: { ask: (client, t, { machine }) => client.delete(`/client-tokens/${machine.token}`) },

  // One's own account. Signing out comes last, as nothing can be asked after it.
  get_session: { ask: (client) => client.get('/session') },
  update_me: { ask: (client) => client.patch('/me', { language: 'nb' }) },
  list_my_sessions: { ask: (client) => client.get('/me/sessions') },
  'end_my_session of others': { ask: (client, t, { session }) => client.delete(`/me/sessions/${session}`) },
  end_other_sessions: { ask: (client) => client.delete('/me/sessions') },
  change_password: { ask: (client) => client.put('/me/password', {}) },
  get_second_factor: { ask: (client) => client.get('/me/second-factor') },
  begin_second_factor: { ask: (client) => client.post('/me/second-factor') },
  enrol_second_factor: { ask: (client) => client.post('/me/second-factor/confirmation', {}) },
  renew_recovery_codes: { ask: (client) => client.post('/me/recovery-codes') },
  remove_second_factor: { ask: (client) => client.delete('/me/second-factor') },
  confirm_session: { ask: (client) => client.post('/session/confirmation', { password: demoPassword }, { key: null }) },
  sign_out: { fresh: true, ask: (client) => client.delete('/session') },
  sign_out_openid: { ask: (client) => client.post('/openid/sign-out') },
};

/*
 * What the database itself shows and takes, in the same scope: "rows" are found or not, "writes" are taken, refused, or find no row
 * to change.
 */
const insertMessage = (audience) => ({ t, person }) => `INSERT INTO message (deviation_id, audience, text, author_person_id, side)
  VALUES (${t.id}, '${audience}', 'x', ${person}, 'council') RETURNING 1`;

export const statements = {
  'row case': { sql: ({ t }) => `SELECT id FROM deviation WHERE id = ${t.id}` },
  'row event': { sql: ({ t }) => `SELECT 1 FROM event WHERE deviation_id = ${t.id} AND NOT internal` },
  'row internal event': { sql: ({ t }) => `SELECT 1 FROM event WHERE deviation_id = ${t.id} AND internal` },
  'row message': { sql: ({ t }) => `SELECT 1 FROM message WHERE deviation_id = ${t.id} AND audience = 'dialogue'` },
  'row internal note': { sql: ({ t }) => `SELECT 1 FROM message WHERE deviation_id = ${t.id} AND audience = 'internal'` },
  'row attachment': { sql: ({ t }) => `SELECT 1 FROM attachment WHERE deviation_id = ${t.id} AND added_at IS NOT NULL` },
  'row attachment content': { sql: ({ t }) => `SELECT 1 FROM attachment_chunk c JOIN attachment a ON a.id = c.attachment_id WHERE a.deviation_id = ${t.id}` },
  'row attachment being sent': { sql: ({ t }) => `SELECT 1 FROM attachment WHERE deviation_id = ${t.id} AND added_at IS NULL` },
  'row measure': { sql: ({ t }) => `SELECT 1 FROM measure WHERE deviation_id = ${t.id} LIMIT 1` },
  'row proposed learning point': { status: 'closed', sql: ({ t }) => `SELECT 1 FROM learning_note WHERE id = ${t.note}` },
  'row idempotency of others': { sql: ({ person }) => `SELECT 1 FROM idempotency WHERE person_id <> ${person} LIMIT 1` },
  'row session of others': { sql: ({ person }) => `SELECT 1 FROM session WHERE person_id <> ${person} LIMIT 1` },
  'row person': { sql: ({ world }) => `SELECT 1 FROM person WHERE id = ${world.subject.person}` },
  'row membership of others': { sql: ({ world }) => `SELECT 1 FROM membership WHERE id = ${world.subject.membership}` },
  'row access change': { sql: ({ world }) => `SELECT 1 FROM access_change WHERE person_id = ${world.subject.person} LIMIT 1` },
  'row client token': { sql: ({ world }) => `SELECT id FROM client_token WHERE id = ${world.machine.token}` },
  'row read log': { sql: ({ world }) => `SELECT 1 FROM read_log WHERE deviation_id = ${world.looked_at} LIMIT 1` },
  'row held report': { sql: ({ world }) => `SELECT 1 FROM held_report WHERE id = ${world.held}` },
  'row saved view of others': { sql: ({ person }) => `SELECT 1 FROM saved_view WHERE person_id <> ${person} LIMIT 1` },
  'row rule draft': { sql: ({ world }) => `SELECT 1 FROM rule_draft WHERE id = ${world.rules.draft}` },
  'row rule activation': { sql: ({ world }) => `SELECT 1 FROM rule_activation WHERE rule_set_id = ${world.rules.set} LIMIT 1` },
  'row outbox': { sql: () => 'SELECT 1 FROM outbox LIMIT 1' },
  'row outbox action': { sql: () => 'SELECT 1 FROM outbox_action LIMIT 1' },
  'row refused address': { sql: () => 'SELECT 1 FROM refused_address LIMIT 1' },
  'write message': { sql: insertMessage('dialogue') },
  'write internal note': { sql: insertMessage('internal') },
  'write status': { sql: ({ t }) => `UPDATE deviation SET status = status WHERE id = ${t.id} RETURNING 1` },
  'write text': { sql: ({ t }) => `UPDATE deviation SET title = 'x' WHERE id = ${t.id} RETURNING 1` },
  'write attachment': { sql: ({ t }) => `UPDATE attachment SET name = name WHERE deviation_id = ${t.id} AND added_at IS NOT NULL RETURNING 1` },
  'write attachment content': { sql: ({ t }) => `INSERT INTO attachment_chunk (attachment_id, position, bytes)
    SELECT min(id), 9, 'x' FROM attachment WHERE deviation_id = ${t.id} HAVING count(*) > 0 RETURNING 1` },
  'write measure': { sql: ({ t }) => `UPDATE measure SET text = 'Noe annet' WHERE deviation_id = ${t.id} RETURNING 1` },
  'write how far a measure is': { sql: ({ t }) => `UPDATE measure SET phase = 'follow_up' WHERE deviation_id = ${t.id} RETURNING 1` },
  'write learning point': { status: 'closed', sql: ({ t, person }) => `INSERT INTO learning_note (helsefellesskap_id, deviation_id, council_id, category, title, text, proposed_by)
    SELECT helsefellesskap_id, id, council_id, category, 'Tittel', 'Tekst', ${person} FROM deviation WHERE id = ${t.id} RETURNING 1` },
  'write membership for oneself': { sql: ({ person }) => `INSERT INTO membership (person_id, helsefellesskap_id, role) VALUES (${person}, 1, 'secretariat') RETURNING 1` },
  'write rule draft': { sql: ({ world, person }) => `UPDATE rule_draft SET changed_by = ${person}, version = version WHERE id = ${world.rules.draft} RETURNING 1` },
  'write client token': { sql: ({ world }) => `UPDATE client_token SET revoked_at = now() WHERE id = ${world.machine.token} RETURNING 1` },
};
