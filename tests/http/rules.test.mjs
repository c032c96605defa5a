/* SPDX-License-Identifier: MIT */
/*
 * Routing rules are worked on as drafts, refused whole with every mistake and its place, tried on the cases there were, and made to
 * count in one step that can be undone. Whatever happens meanwhile, a case carries a version that counted, and says why it
 * went where it went.
 */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { addPerson } from './support/people.mjs';
import { fileReport, outcome, readCase, readReports } from './support/reports.mjs';
import { startCluster, startService } from './support/service.mjs';

const here = '/helsefellesskap/st_olavs';
let cluster;
let service;
let administrator;
let secretariat;
let nurse;
let reports;

before(async () => {
  cluster = await startCluster();
  service = await startService({ cluster, demo: true, cases: false });
  await addPerson(cluster, 'leder', [{ role: 'administrator' }]);
  await addPerson(cluster, 'leder.to', [{ role: 'administrator' }]);
  await addPerson(cluster, 'leder.innlandet', [{ role: 'administrator', helsefellesskap: 'innlandet' }]);
  await addPerson(cluster, 'raadsleder', [{ role: 'council_lead', council: 'legesamarbeid' }]);
  [administrator, secretariat, nurse] = await Promise.all(['leder', 'sekretariat', 'nurse.trondheim'].map((name) => service.signIn(name)));
  reports = await readReports(nurse);
});
after(async () => {
  await service?.stop();
  await cluster?.stop();
});

const listed = async (client = administrator) => (await client.get(`${here}/rule-sets`)).body;
const active = async (client = administrator) => (await listed(client)).items.find((one) => one.active);
const activeRules = async () => (await administrator.get(`/rule-sets/${(await active()).id}`)).body.rules;
const why = { nb: 'Fordi vi ble enige om det.', nn: 'Fordi vi vart samde om det.', en: 'Because we agreed on it.' };
/* The rules that count, with one more in front: for cases of municipalities, so that it leaves the others something to decide. */
const withRule = async (rule) => {
  const rules = await activeRules();
  return { ...rules, rules: [{ why, ...rule, when: { ...rule.when, reporter_party: ['municipality'] } }, ...rules.rules] };
};
const begin = async (rules, { client = administrator, basedOn, key } = {}) =>
  client.post(`${here}/rule-drafts?based_on=${basedOn ?? (await active()).id}`, rules, { key });
const draftOf = async (rule) => {
  const answer = await begin(await withRule(rule));
  assert.equal(answer.status, 201, answer.text);
  return answer.body;
};
const activate = (draft, { client = administrator, note = 'Vedtatt i fagrådet', version = draft.version } = {}) =>
  client.post(`/rule-drafts/${draft.id}/activation`, { note }, { version });
const places = (answer) => (answer.body?.errors ?? []).map(({ pointer, code }) => `${pointer} ${code}`).sort();

describe('a set that cannot count is refused whole, with each reason and its place', () => {
  const set = (rules, more = {}) => ({ version: 1, title: 'Prøve', rules, ...more });
  const last = { id: 'last', when: {}, council: 'sekretariat', why };
  const wrong = [
    ['no default', set([{ id: 'a', when: { kind: ['system'] }, council: 'digital', why }]), ['/rules/0 no_default']],
    ['unreachable', set([last, { ...last, id: 'b' }]), ['/rules/1 unreachable']],
    ['unknown codes', set([{ id: 'a', when: { category: ['nothing'], other_organisation: ['nowhere'] }, council: 'nobody', deadline_set: 'never', why }, last]),
      ['/rules/0/council unknown_code', '/rules/0/deadline_set unknown_code', '/rules/0/when/category/0 unknown_code', '/rules/0/when/other_organisation/0 unknown_code']],
    ['a fact nobody knows', set([{ id: 'a', when: { weather: ['rain'] }, council: 'digital', why }, last]), ['/rules/0/when/weather unknown_fact']],
    ['a text that is missing', set([{ id: 'a', when: { kind: ['system'] }, council: 'digital', why: { nb: 'Fordi', nn: '' } }, last]),
      ['/rules/0/why/en required', '/rules/0/why/nn required']],
    ['the same name twice', set([{ id: 'a', when: { kind: ['system'] }, council: 'digital', why }, { ...last, id: 'a' }]), ['/rules/1/id duplicate']],
    ['a deadline set for who is only told', set([last], { also_tell: [{ id: 'a', when: {}, council: 'digital', deadline_set: 'standard', why }] }),
      ['/also_tell/0/deadline_set unknown_key']],
    ['no rules at all', {}, ['/rules required', '/title required', '/version required']],
  ];
  for (const [name, rules, expected] of wrong) {
    test(name, async () => {
      const drafts = async () => (await administrator.get(`${here}/rule-drafts`)).body.items.length;
      const before_ = await drafts();
      for (const answer of [await administrator.post(`${here}/rule-check`, rules), await begin(rules)]) {
        assert.equal(outcome(answer), '422 rule_set_refused');
        assert.deepEqual(places(answer), expected);
        assert.ok(answer.body.errors.every(({ message }) => message.length > 10), answer.text);
      }
      assert.equal(await drafts(), before_);
    });
  }

  test('what is no JSON, or no object, is refused as well; what could count is taken', async () => {
    assert.equal((await administrator.post(`${here}/rule-check`, '{"version": 1,')).status, 400);
    assert.equal((await administrator.post(`${here}/rule-check`, '[]')).status, 422);
    assert.equal((await administrator.post(`${here}/rule-check`, '{"a": 1, "a": 2}')).status, 400);
    assert.equal((await administrator.post(`${here}/rule-check`, set([last]))).status, 204);
  });
});

describe('a draft', () => {
  test('is begun once, changed by who saw its latest version, and thrown away', async () => {
    const rules = await withRule({ id: 'new', when: { category: ['transport'] }, council: 'digital' });
    const first = await begin(rules, { key: 'same-key-twice' });
    const again = await begin(rules, { key: 'same-key-twice' });
    assert.deepEqual([first.status, again.status, again.body.id], [201, 201, first.body.id]);
    assert.equal(outcome(await begin({ ...rules, title: 'Annet' }, { key: 'same-key-twice' })), '422 key_reused');
    assert.equal(first.headers.get('etag'), '"1"');
    assert.deepEqual(first.body.rules, rules);
    const path = `/rule-drafts/${first.body.id}`;
    const change = (version, title) => administrator.put(`${path}?based_on=${first.body.based_on.id}`, { ...rules, title }, { version });
    assert.equal((await change(1, 'Ny tittel')).body.version, 2);
    assert.equal(outcome(await change(1, 'For sen')), '412 version_conflict');
    assert.equal(outcome(await change(undefined, 'Uten versjon')), '428 precondition_required');
    assert.equal((await administrator.get(path)).body.title, 'Ny tittel');
    assert.equal(outcome(await administrator.delete(path, { version: 1 })), '412 version_conflict');
    assert.equal((await administrator.delete(path, { version: 2 })).status, 204);
    assert.equal((await administrator.get(path)).status, 404);
  });

  test('is based on a version of its own helsefellesskap', async () => {
    const [[foreign]] = await cluster.query("SELECT r.id FROM rule_set r JOIN helsefellesskap h ON h.id = r.helsefellesskap_id WHERE h.code = 'innlandet'");
    assert.deepEqual(places(await begin(await activeRules(), { basedOn: foreign })), ['query:based_on unknown_rule_set']);
  });

  test('and its versions are for administrators; secretariat reads and tries, council leads read what counts, nobody else', async () => {
    const draft = await draftOf({ id: 'mine', when: { category: ['transport'] }, council: 'digital' });
    const [foreign, lead] = await Promise.all([service.signIn('leder.innlandet'), service.signIn('raadsleder')]);
    const set = (await active()).id;
    const may = async (client) => [await client.get(`${here}/rule-sets`), await client.get(`/rule-sets/${set}`), await client.get(`${here}/rule-drafts`),
      await client.get(`/rule-drafts/${draft.id}`), await client.get(`/rule-drafts/${draft.id}/what-if`),
      await client.post(`${here}/rule-check`, draft.rules), await client.put(`/rule-drafts/${draft.id}?based_on=${set}`, draft.rules, { version: 1 }),
      await activate(draft, { client }), await client.post(`/rule-sets/${set}/activation`, { note: 'Angre', instead_of: set }),
      await client.delete(`/rule-drafts/${draft.id}`, { version: 1 })].map((answer) => answer.status).join(' ');
    assert.equal(await may(secretariat), '200 200 200 200 200 403 403 403 403 403');
    assert.equal(await may(lead), '200 200 403 403 403 403 403 403 403 403');
    assert.equal(await may(nurse), '403 403 403 403 403 403 403 403 403 403');
    assert.equal(await may(foreign), '404 404 404 404 404 404 404 404 404 404');
  });
});

describe('what a draft would have done', () => {
  test('is counted over the cases there were, and says which would move to who oversees them', async () => {
    for (let i = 0; i < 7; i += 1) await fileReport(nurse, reports, { category: 'transport', title: `Transporten uteble ${'i'.repeat(i)}` });
    const kept = await fileReport(nurse, reports, { category: 'legemidler' });
    const draft = await draftOf({ id: 'transport-first', when: { category: ['transport'] }, council: 'digital' });
    const { body } = await secretariat.get(`/rule-drafts/${draft.id}/what-if?months=6`);
    assert.deepEqual([body.moved, body.hidden_below, body.moves.length, body.moves[0].to, body.moves[0].count], [7, null, 1, 'digital', 7]);
    assert.equal(body.cases, Number((await cluster.query("SELECT count(*) FROM deviation WHERE number LIKE 'STO%'"))[0][0]));
    assert.equal(body.rules[0].count, 7);
    assert.equal(body.rules.reduce((sum, { count }) => sum + count, 0), body.cases);
    assert.deepEqual([...new Set(body.items.map((one) => `${one.category} ${one.to} ${one.rule}`))], ['transport digital transport-first']);
    assert.ok(body.items.every(({ number }) => /^STO-/.test(number) && number !== kept.number));
  });

  test('tells administrators no case and no small number', async () => {
    await cluster.query('UPDATE helsefellesskap SET smallest_shown = 5');
    for (let i = 0; i < 2; i += 1) await fileReport(nurse, reports, { category: 'hjelpemidler' });
    const rules = await withRule({ id: 'transport-first', when: { category: ['transport'] }, council: 'digital' });
    rules.rules.unshift({ id: 'few', when: { category: ['hjelpemidler'], reporter_party: ['municipality'] }, council: 'digital', why });
    const draft = (await begin(rules)).body;
    const { body } = await administrator.get(`/rule-drafts/${draft.id}/what-if`);
    assert.deepEqual([body.hidden_below, body.moved, body.items], [5, 5, []]);
    assert.deepEqual(body.moves.map(({ to, count }) => [to, count]), [['digital', 5]], 'seven shows as five, two not at all');
    assert.deepEqual(body.rules.slice(0, 2), [{ rule: 'few', count: null }, { rule: 'transport-first', count: 5 }]);
    assert.equal(body.cases % 5, 0);
  });
});

describe('a rule that asks for the service area', () => {
  test('finds the cases that concern such a service, before it counts and when a route is explained', async () => {
    const service = reports.hospital.services.find((one) => one.area === 'mental_health');
    const filed = await fileReport(nurse, reports, { other_service_id: service.id });
    const other = await fileReport(nurse, reports);
    const draft = await draftOf({ id: 'mental-health', when: { service_area: ['mental_health'] }, council: 'kontaktutvalg' });
    const { body } = await secretariat.get(`/rule-drafts/${draft.id}/what-if`);
    const moved = body.items.map((one) => one.id);
    assert.deepEqual([moved.includes(filed.id), moved.includes(other.id)], [true, false]);
    assert.equal((await nurse.get(`/deviations/${filed.id}/route`)).body.facts.service_area, 'mental_health');
    assert.equal((await nurse.get(`/deviations/${other.id}/route`)).body.facts.service_area, null);
    await administrator.delete(`/rule-drafts/${draft.id}`, { version: draft.version });
  });
});

describe('activation', () => {
  test('makes a draft the next version in one step; undoing makes the one before count again', async () => {
    const before_ = await active();
    const draft = await draftOf({ id: 'to-digital', when: { category: ['legemidler'] }, council: 'digital', deadline_set: 'standard' });
    const made = await activate(draft, { note: 'Vedtatt i møtet i mai' });
    assert.equal(made.status, 200, made.text);
    assert.deepEqual([made.body.version, made.body.rules.version, made.body.active], [before_.version + 1, before_.version + 1, true]);
    assert.deepEqual(made.body.activations.map(({ by, note, replaced }) => [by, note, replaced.id]), [['Prøve leder', 'Vedtatt i møtet i mai', before_.id]]);
    assert.equal((await administrator.get(`/rule-drafts/${draft.id}`)).status, 404);
    assert.equal((await fileReport(nurse, reports)).route.rule, 'to-digital');

    const undone = await administrator.post(`/rule-sets/${before_.id}/activation`, { note: 'Angret', instead_of: made.body.id });
    assert.deepEqual([undone.status, undone.body.id, undone.body.activations[0].replaced.id], [200, before_.id, made.body.id]);
    assert.equal((await fileReport(nurse, reports)).route.council.code, 'legesamarbeid');
    const again = await administrator.post(`/rule-sets/${before_.id}/activation`, { note: 'Angret', instead_of: before_.id });
    assert.equal(outcome(again), '409 rules_active');
    const late = await administrator.post(`/rule-sets/${made.body.id}/activation`, { note: 'Angret', instead_of: made.body.id });
    assert.equal(outcome(late), '409 rules_changed');
  });

  test('needs a draft that was compared with what counts now', async () => {
    const [first, second] = [await draftOf({ id: 'first', when: { category: ['kapasitet'] }, council: 'digital' }),
      await draftOf({ id: 'second', when: { category: ['kapasitet'] }, council: 'sekretariat' })];
    assert.equal((await activate(first)).status, 200);
    assert.equal(outcome(await activate(second)), '409 rules_changed');
    assert.equal((await administrator.get(`/rule-drafts/${second.id}`)).body.is_current, false);
    const seen = await administrator.put(`/rule-drafts/${second.id}?based_on=${(await active()).id}`, second.rules, { version: 1 });
    assert.deepEqual([seen.status, seen.body.is_current], [200, true]);
    assert.equal(outcome(await activate(second)), '412 version_conflict');
    assert.equal((await activate(seen.body)).status, 200);
  });

  test('checks again what was right when it was stored', async () => {
    const draft = await draftOf({ id: 'late', when: { category: ['kompetanse'] }, council: 'digital' });
    await cluster.query("UPDATE code_value SET valid_to = current_date WHERE list = 'category' AND code = 'kompetanse'");
    const refused = await activate(draft);
    assert.equal(outcome(refused), '422 rule_set_refused');
    assert.ok(places(refused).includes('/rules/0/when/category/0 unknown_code'), refused.text);
    await cluster.query("UPDATE code_value SET valid_to = NULL WHERE list = 'category' AND code = 'kompetanse'");
    assert.equal((await activate(draft)).status, 200);
  });

  test('needs a recent proof of who is there, and a reason', async () => {
    const draft = await draftOf({ id: 'proof', when: { category: ['beredskap'] }, council: 'digital' });
    assert.equal((await activate(draft, { note: 'x' })).status, 422);
    const other = await service.signIn('leder.to');
    await cluster.query("UPDATE session SET confirmed_at = now() - interval '1 day' WHERE person_id = (SELECT id FROM person WHERE username = 'leder.to')");
    assert.equal(outcome(await activate(draft, { client: other })), '403 confirm_identity');
    const set = await active();
    assert.equal(outcome(await other.post(`/rule-sets/${set.id}/activation`, { note: 'Angre', instead_of: set.id })), '403 confirm_identity');
  });

  test('by two at once is one and a refusal, and every case filed meanwhile carries a version that counted', async () => {
    const second = await service.signIn('leder.to');
    const filed = [];
    let going = true;
    const filing = Promise.all([1, 2].map(async () => {
      while (going) filed.push(await fileReport(nurse, reports, { category: 'epikrise' }));
    }));
    for (let round = 0; round < 5; round += 1) {
      const drafts = [await draftOf({ id: `one-${'abcde'[round]}`, when: { category: ['epikrise'] }, council: 'digital' }),
        await draftOf({ id: `two-${'abcde'[round]}`, when: { category: ['epikrise'] }, council: 'sekretariat' })];
      const answers = await Promise.all([activate(drafts[0]), activate(drafts[1], { client: second })]);
      assert.deepEqual(answers.map(outcome).sort(), ['200', '409 rules_changed']);
      const won = answers.find((one) => one.status === 200).body;
      assert.equal((await fileReport(nurse, reports, { category: 'epikrise' })).route.rule, won.rules.rules[0].id);
      const back = won.activations[0].replaced.id;
      const undo = (client) => client.post(`/rule-sets/${back}/activation`, { note: 'Angret', instead_of: won.id });
      assert.deepEqual((await Promise.all([undo(administrator), undo(second)])).map(outcome).sort(), ['200', '409 rules_changed']);
    }
    going = false;
    await filing;
    assert.ok(filed.length >= 5, `${filed.length} filed`);
    const odd = await cluster.query(`SELECT d.number FROM deviation d JOIN rule_set r ON r.id = d.rule_set_id
      WHERE NOT EXISTS (SELECT 1 FROM rule_activation a WHERE a.rule_set_id = d.rule_set_id AND a.at < d.submitted_at + interval '1 second')
        OR NOT EXISTS (SELECT 1 FROM jsonb_array_elements(r.rules -> 'rules') x WHERE x ->> 'id' = d.route_rule)`);
    assert.deepEqual(odd, []);
    assert.equal((await cluster.query('SELECT 1 FROM rule_set WHERE active_from IS NOT NULL AND active_to IS NULL')).length, 2, 'one for each helsefellesskap');
  });
});

describe('rules that are to count from a coming moment', () => {
  const plan = (draft, { at = '2027-01-01T00:00:00+01:00', client = administrator, version = draft.version } = {}) =>
    client.put(`/rule-drafts/${draft.id}/plan`, { starts_at: at, note: 'Vedtatt fra nyttår' }, { version });
  const takeBack = (draft) => administrator.delete(`/rule-drafts/${draft.id}/plan`, { version: draft.version });
  const soon = (milliseconds) => new Date(Date.now() + milliseconds).toISOString().replace(/\.\d+Z/, 'Z');

  test('stand on the page of rules, are moved and taken back, and nothing else begins meanwhile', async () => {
    assert.equal((await activate(await draftOf({ id: 'before-the-plan', when: { category: ['brukermedvirkning'] }, council: 'digital' }))).status, 200);
    const set = await active();
    const latest = (await listed()).items[0].version;
    const draft = await draftOf({ id: 'planned', when: { category: ['svangerskap'] }, council: 'digital' });
    const planned = await plan(draft);
    assert.equal(planned.status, 200, planned.text);
    const { starts_at, by, note, version } = (await listed(await service.signIn('raadsleder'))).planned;
    assert.deepEqual([starts_at, by, note, version], ['2026-12-31T23:00:00.000Z', 'Prøve leder', 'Vedtatt fra nyttår', latest + 1]);
    assert.equal((await fileReport(nurse, reports, { category: 'svangerskap' })).route.rule === 'planned', false);

    const other = await draftOf({ id: 'other', when: { category: ['svangerskap'] }, council: 'sekretariat' });
    const configuration = await administrator.get(`${here}/configuration`);
    const refused = [await activate(other), await plan(other), await activate(planned.body),
      await administrator.post(`/rule-sets/${(await listed()).items[1].id}/activation`, { note: 'Angret', instead_of: set.id }),
      await administrator.put(`/rule-drafts/${draft.id}`, draft.rules, { version: planned.body.version }),
      await administrator.delete(`/rule-drafts/${draft.id}`, { version: planned.body.version }),
      await administrator.put(`${here}/configuration`, { ...configuration.body, rules: other.rules }, { version: Number(configuration.headers.get('etag').replaceAll('"', '')) })];
    assert.deepEqual(refused.map(outcome), refused.map(() => '409 rules_planned'));

    assert.equal(outcome(await plan(draft)), '412 version_conflict');
    const moved = await plan(planned.body, { at: '2027-02-01T07:30:00+01:00' });
    assert.equal(moved.body.planned.starts_at, '2027-02-01T06:30:00.000Z');
    const back = await takeBack(moved.body);
    assert.deepEqual([back.status, back.body.planned, (await listed()).planned], [200, null, null]);
    assert.equal(outcome(await takeBack(back.body)), '409 rules_not_planned');
    assert.equal((await activate(other)).status, 200);
    assert.equal(outcome(await plan(back.body)), '409 rules_changed');
  });

  test('need a moment to come, the codes and councils of that day, and a recent proof', async () => {
    const draft = await draftOf({ id: 'later', when: { category: ['hjelpemidler'] }, council: 'kontaktutvalg' });
    for (const at of ['2026-01-01T00:00:00Z', '2099-01-01T00:00:00Z'])
      assert.deepEqual(places(await plan(draft, { at })), ['/starts_at not_later']);
    await cluster.query("UPDATE council SET valid_to = '2027-01-01' WHERE code = 'kontaktutvalg'");
    const refused = await plan(draft);
    assert.equal(outcome(refused), '422 rule_set_refused');
    assert.ok(places(refused).includes('/rules/0/council not_on_that_day'), refused.text);
    const before = await plan(draft, { at: '2026-12-31T23:59:00+01:00' });
    await cluster.query("UPDATE council SET valid_to = NULL WHERE code = 'kontaktutvalg'");
    assert.equal(before.status, 200, 'on the last day it is there');
    const { body, headers } = await administrator.get(`${here}/configuration`);
    body.councils.find(({ code }) => code === 'kontaktutvalg').valid_to = '2026-12-31';
    const ending = await administrator.put(`${here}/configuration`, body, { version: Number(headers.get('etag').replaceAll('"', '')) });
    assert.ok(places(ending).includes('/councils planned_rules_name_it'), ending.text);
    await takeBack(before.body);
    const other = await service.signIn('leder.to');
    await cluster.query("UPDATE session SET confirmed_at = now() - interval '1 day' WHERE person_id = (SELECT id FROM person WHERE username = 'leder.to')");
    assert.equal(outcome(await plan(draft, { client: other })), '403 confirm_identity');
  });

  test('decide what is filed from their moment on and nothing before, and are undone like others', async () => {
    const set = await active();
    const latest = (await listed()).items[0].version;
    const draft = await draftOf({ id: 'from-the-moment', when: { category: ['ohd'] }, council: 'digital' });
    const planned = await plan(draft, { at: soon(2000) });
    assert.equal(planned.status, 200, planned.text);
    const filed = [];
    const given_up = Date.now() + 20_000;
    const file = async () => {
      filed.push(await fileReport(nurse, reports, { category: 'ohd' }));
      return filed.filter((one) => one.route.rule === 'from-the-moment').length < 5;
    };
    await Promise.all([1, 2, 3].map(async () => { while (await file()) assert.ok(Date.now() < given_up, 'never began'); }));
    const ids = filed.map((one) => one.id).join(', ');
    const [[wrong, earlier, later]] = await cluster.query(`SELECT count(*) FILTER (WHERE (d.submitted_at >= r.active_from) <> (d.rule_set_id = r.id)),
        count(*) FILTER (WHERE d.rule_set_id <> r.id), count(*) FILTER (WHERE d.rule_set_id = r.id)
      FROM deviation d, rule_set r WHERE d.id IN (${ids}) AND r.active_from = '${planned.body.planned.starts_at}'`);
    assert.deepEqual([wrong, Number(earlier) > 0, Number(later) > 0], ['0', true, true], `${earlier} before, ${later} after`);

    const now = await active();
    assert.deepEqual(now.activations.map(({ at, by, note, replaced }) => [at, by, note, replaced.id]),
      [[planned.body.planned.starts_at, 'Prøve leder', 'Vedtatt fra nyttår', set.id]]);
    assert.deepEqual([now.version, (await listed()).planned, (await administrator.get(`/rule-drafts/${draft.id}`)).status], [latest + 1, null, 404]);
    const undone = await administrator.post(`/rule-sets/${set.id}/activation`, { note: 'Angret', instead_of: now.id });
    assert.deepEqual([undone.status, undone.body.activations[0].by], [200, 'Prøve leder']);
    assert.notEqual((await fileReport(nurse, reports, { category: 'ohd' })).route.rule, 'from-the-moment');
  });
});

describe('why a case went where it went', () => {
  test('is told by rule, version and the facts it saw, also after those have been corrected and the rules replaced', async () => {
    const set = await active();
    const filed = await fileReport(nurse, reports, { category: 'meldingsutveksling', phase: 'discharge', agreement_point: 6 });
    const { body } = await nurse.get(`/deviations/${filed.id}/route`);
    assert.deepEqual([body.rule, body.version, body.council.code, body.handed_over, body.asked.includes('category')],
      [filed.route.rule, set.version, filed.route.council.code, false, true]);
    assert.deepEqual(body.facts, { kind: 'patient', category: 'meldingsutveksling', agreement_point: 6, reporter_party: 'municipality', other_party: 'hospital',
      reporter_organisation: reports.mine.name, other_organisation: reports.hospital.name, service_area: null, patient_group: null, phase: 'discharge', actual_harm: 'none', potential_harm: 'low' });
    await cluster.query(`UPDATE deviation SET category = 'epikrise' WHERE id = ${filed.id}; UPDATE deviation SET phase = 'home', category = 'annet' WHERE id = ${filed.id}`);
    assert.equal((await activate(await draftOf({ id: 'later', when: { category: ['meldingsutveksling'] }, council: 'sekretariat' }))).status, 200);
    const { today, ...later } = (await nurse.get(`/deviations/${filed.id}/route`)).body;
    assert.deepEqual({ ...later, today: body.today }, body);
    assert.deepEqual([today.council.code, today.elsewhere], ['sekretariat', true]);
    assert.equal((await administrator.get(`/deviations/${filed.id}/route`)).status, 403);
  });

  test('costs filing nothing: the facts are written when the first of them changes', async () => {
    const filed = await fileReport(nurse, reports);
    const kept = async () => (await cluster.query(`SELECT route_facts IS NOT NULL FROM deviation WHERE id = ${filed.id}`))[0][0];
    assert.equal(await kept(), 'f');
    await cluster.query(`UPDATE deviation SET actual_harm = 'low' WHERE id = ${filed.id}`);
    assert.equal(await kept(), 't');
  });
});


/* Last, as cases cannot be deleted. */
describe('trying a draft on many cases', () => {
  test('goes through many cases in a moment, a batch at a time, and misses none', async () => {
    const columns = (await cluster.query(`SELECT string_agg(quote_ident(column_name), ', ') FROM information_schema.columns
      WHERE table_schema = 'samavvik' AND table_name = 'deviation' AND is_generated = 'NEVER' AND column_name NOT IN ('id', 'serial', 'number')`))[0][0];
    await cluster.query(`INSERT INTO deviation (id, serial, number, ${columns}) OVERRIDING SYSTEM VALUE
      SELECT 1000000 + n, 1000000 + n, 'STO-MANY-' || n, ${columns} FROM (SELECT * FROM deviation ORDER BY id LIMIT 1) d, generate_series(1, 25000) n`);
    const draft = await draftOf({ id: 'transport-first', when: { category: ['transport'] }, council: 'digital' });
    const began = Date.now();
    const { body } = await secretariat.get(`/rule-drafts/${draft.id}/what-if`);
    assert.ok(Date.now() - began < 8000);
    assert.equal(body.cases, Number((await cluster.query("SELECT count(*) FROM deviation WHERE number LIKE 'STO%'"))[0][0]));
    assert.ok(body.moved >= 25000 && body.rules[0].count === body.moved, `${body.moved} moved`);
    assert.equal(body.items.length, 100);
  });
});
