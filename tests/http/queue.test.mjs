/* SPDX-License-Identifier: MIT */
/* The queue: each view and filter, its order and pages, counts, who sees what, and pages asked for again. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { addPerson } from './support/people.mjs';
import { fileReport, outcome, readCase, readReports } from './support/reports.mjs';
import { startCluster, startService } from './support/service.mjs';

let cluster;
let service;
let nurse;
let doctors;
let reports;
let council;
let me; // id of the doctors' member
const cases = {}; // by what they are

/* Who has the ball and what is due come from work on a case; here they are put there. */
const put = (id, columns) => cluster.query(`UPDATE deviation SET ${columns} WHERE id = ${id}`);
const ids = (answer) => {
  assert.equal(answer.status, 200, answer.text);
  return answer.body.items.map((one) => one.id);
};
const list = async (client, query) => ids(await client.get(`/queue?${query}`));
const named = (found) => found.map((id) => Object.keys(cases).find((name) => cases[name] === id) ?? id);
const treat = async (id, step, body = undefined) => {
  const { version } = await readCase(doctors, id);
  assert.equal((await doctors.post(`/deviations/${id}/${step}`, body, { version })).status, 200, step);
};

before(async () => {
  cluster = await startCluster();
  service = await startService({ cluster, demo: true, cases: false });
  [nurse, doctors] = await Promise.all(['nurse.trondheim', 'raad.lege'].map((name) => service.signIn(name)));
  reports = await readReports(nurse);
  council = reports.council('legesamarbeid').id;
  me = doctors.session.person.id;
  const file = async (name, more) => { cases[name] = (await fileReport(nurse, reports, { title: `Sak ${name}`, ...more })).id; };
  await file('plain');
  await file('grave', { actual_harm: 'severe', potential_harm: 'fatal' });
  await file('good', { kind: 'positive', potential_harm: 'none' });
  await file('late', { category: 'epikrise' });
  await file('soon', { potential_harm: 'severe' });
  await file('away', { potential_harm: 'fatal' });
  await file('mine');
  await file('closed');
  await fileReport(nurse, reports, { category: 'meldingsutveksling' }); // another council's
  await cluster.query('UPDATE deviation SET receipt_due_at = NULL, answer_due_at = NULL, close_due_at = NULL');
  await put(cases.late, "receipt_due_at = now() - interval '3 days', answer_due_at = now() + interval '9 days'");
  await put(cases.soon, "receipt_due_at = now() + interval '1 day'");
  await put(cases.plain, "receipt_due_at = now() + interval '2 days'");
  await put(cases.away, "waiting_for = 'other_organisation', waiting_since = now() - interval '2 days', answer_due_at = now() - interval '1 day'");
  await put(cases.mine, `assignee_person_id = ${me}`);
  for (const name of ['mine', 'closed']) await treat(cases[name], 'acknowledgement');
  await treat(cases.closed, 'answer', { text: 'Et svar' });
  await treat(cases.closed, 'closing', {});
  await put(cases.mine, 'answer_due_at = NULL, close_due_at = NULL');
});
after(async () => {
  await service?.stop();
  await cluster?.stop();
});

describe('a view of the queue', () => {
  test('open has the most urgent first: harm, then what was promised, then age, and last what waits for others', async () => {
    assert.deepEqual(named(await list(doctors, '')), ['grave', 'soon', 'late', 'plain', 'mine', 'good', 'away']);
  });

  test('open can be had newest first, or what is due first', async () => {
    assert.deepEqual(named(await list(doctors, 'sort=newest')), ['mine', 'away', 'soon', 'late', 'good', 'grave', 'plain']);
    assert.deepEqual(named(await list(doctors, 'sort=due')), ['late', 'soon', 'plain']);
  });

  const views = {
    new: ['grave', 'soon', 'late', 'plain', 'good', 'away'],
    'new&sort=newest': ['away', 'soon', 'late', 'good', 'grave', 'plain'],
    'new&sort=due': ['late', 'soon', 'plain'],
    mine: ['mine'],
    'mine&sort=newest': ['mine'],
    waiting: ['away'],
    'waiting&sort=newest': ['away'],
    overdue: ['late'],
    'overdue&sort=urgency': ['late'],
    'overdue&sort=newest': ['late'],
    closed: ['closed'],
    all: ['closed', 'mine', 'away', 'soon', 'late', 'good', 'grave', 'plain'],
  };
  for (const [view, expected] of Object.entries(views)) {
    test(`${view} holds what its name says`, async () => {
      assert.deepEqual(named(await list(doctors, `view=${view}`)), expected);
      assert.deepEqual(named(await list(doctors, `view=${view}&council_id=${council}`)), expected);
    });
  }

  test('says of each case who has the ball, since when, who works on it and what is due', async () => {
    const { items } = (await doctors.get('/queue')).body;
    const one = (name) => items.find(({ id }) => id === cases[name]);
    assert.deepEqual(one('mine').assignee, { id: me, name: doctors.session.person.name });
    assert.equal(one('plain').assignee, null);
    assert.equal(one('away').waiting_for, 'other_organisation');
    assert.ok(Date.now() - new Date(one('away').waiting_since) > 86400000);
    assert.equal(one('away').due_at, null);
    assert.equal(one('plain').waiting_since, one('plain').submitted_at);
    assert.ok(new Date(one('late').due_at) < new Date());
    const { version, title, number } = await readCase(doctors, cases.plain);
    assert.deepEqual([one('plain').version, one('plain').title, one('plain').number], [version, title, number]);
    assert.ok(items.every((each) => each.treated_by_me && each.helsefellesskap === 'st_olavs'));
  });

  test('has its own orders and no others', async () => {
    for (const query of ['view=closed&sort=urgency', 'view=mine&sort=due', 'view=waiting_for_us']) {
      const answer = await doctors.get(`/queue?${query}`);
      assert.equal(answer.status, 400);
      assert.equal(answer.body.errors[0].code, 'no_such_order');
    }
    for (const cursor of ['abc', '1.2', '0.-1.3', '0.1.2.3', '1.99999999999999999999.3']) {
      assert.equal((await doctors.get(`/queue?cursor=${cursor}`)).body.errors[0].code, 'bad_cursor', cursor);
    }
  });
});

describe('a filter', () => {
  const filters = {
    'category=epikrise': ['late'],
    'kind=positive': ['good'],
    'harm=severe': ['grave', 'soon', 'away'],
    'harm=severe&sort=newest': ['away', 'soon', 'grave'],
    'assignee=none&kind=patient': ['grave', 'soon', 'late', 'plain', 'away'],
    'assignee=me': ['mine'],
    'status=received': ['mine'],
    'view=new&status=received': [],
    'view=new&status=sent&category=epikrise': ['late'],
    'waiting_for=other_organisation': ['away'],
    'view=waiting&waiting_for=reporter': [],
    'view=waiting&waiting_for=council': [],
    'overdue=only': ['late'],
    'agreement_point=5': [],
    'view=all&status=closed': ['closed'],
    'view=closed&category=epikrise': [],
    'view=closed&from=2020-01-01': ['closed'],
    'view=closed&to=2020-01-01': [],
  };
  for (const [query, expected] of Object.entries(filters)) {
    test(`${query} leaves what fits`, async () => assert.deepEqual(named(await list(doctors, query)), expected));
  }

  test('of a day takes the day in Norway, from its beginning to its end', async () => {
    const today = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Oslo' }).format(new Date());
    assert.equal((await list(doctors, `from=${today}&to=${today}`)).length, 7);
  });

  test('of an organisation takes either side', async () => {
    assert.equal((await list(doctors, `party_id=${reports.hospital.id}`)).length, 7);
    assert.equal((await list(doctors, `party_id=${reports.mine.id}`)).length, 7);
    assert.deepEqual(await list(doctors, `party_id=${reports.organisation('Orkland kommune').id}`), []);
    for (const view of ['all', 'closed']) {
      const every = await list(doctors, `view=${view}`);
      for (const party of [reports.hospital.id, reports.mine.id]) {
        const first = await list(doctors, `view=${view}&party_id=${party}&limit=1`);
        const rest = first.length ? await list(doctors, `view=${view}&party_id=${party}&cursor=${first[0]}`) : [];
        assert.deepEqual([...first, ...rest], every, view);
      }
      assert.deepEqual(await list(doctors, `view=${view}&party_id=${reports.organisation('Orkland kommune').id}`), []);
    }
  });

  test('of a person takes an id', async () => {
    assert.deepEqual(named(await list(doctors, `assignee=${me}`)), ['mine']);
    assert.equal((await doctors.get('/queue?assignee=nobody_else')).body.errors[0].pointer, 'query:assignee');
  });
});

describe('pages', () => {
  const byLink = (answer) => /^<\/api\/v1(\/[^>]*)>; rel="next"$/.exec(answer.headers.get('link') ?? '')?.[1];
  async function pages(path, meanwhile = async () => {}) {
    const found = [];
    for (let at = path; at;) {
      const answer = await doctors.get(at);
      found.push(...ids(answer));
      assert.equal(Boolean(answer.body.next_cursor), answer.headers.get('link') !== null);
      at = byLink(answer);
      if (at) await meanwhile();
    }
    return named(found);
  }

  for (const query of ['', 'sort=newest', 'sort=due', 'view=new', 'view=waiting', 'view=all', 'harm=low&assignee=none', 'view=mine']) {
    test(`of ${query || 'the queue'} hold every case once, however short they are`, async () => {
      const all = named(await list(doctors, `${query}&limit=100`));
      for (const limit of [1, 2, 3, 7]) assert.deepEqual(await pages(`/queue?${query}&limit=${limit}`), all, `limit ${limit}`);
    });
  }

  test('are not shifted by what comes in between, in either order', async () => {
    for (const sort of ['urgency', 'newest']) {
      const before = named(await list(doctors, `sort=${sort}&limit=100`));
      const found = await pages(`/queue?sort=${sort}&limit=2`, async () => {
        const { id } = await fileReport(nurse, reports, { actual_harm: 'fatal', potential_harm: 'fatal' });
        await cluster.query(`UPDATE deviation SET status = 'closed', answered_at = now(), closed_at = now() WHERE id = ${id}`);
      });
      assert.deepEqual(found, before, sort);
    }
  });
});

describe('counts', () => {
  test('agree with the lists', async () => {
    for (const scope of ['', `council_id=${council}`]) {
      const { body } = await doctors.get(`/queue/counts?${scope}`);
      for (const view of ['open', 'new', 'mine', 'waiting', 'overdue']) {
        assert.equal(body[view], (await list(doctors, `view=${view}&${scope}&limit=100`)).length, view);
      }
      assert.equal(body.waiting_for_us, null);
    }
  });

  test('of a coordinator too', async () => {
    const coordinator = await service.signIn('koordinator.stolav');
    const { body } = await coordinator.get('/queue/counts');
    for (const view of ['open', 'new', 'waiting', 'waiting_for_us', 'overdue']) {
      assert.equal(body[view], (await list(coordinator, `view=${view}&limit=100`)).length, view);
    }
    assert.equal(body.mine, null);
    assert.ok(body.open >= 8 && body.waiting_for_us === 1);
  });
});

describe('whose queue it is', () => {
  test('a coordinator sees what the organisation reported and what it is the other party of, and what waits for it', async () => {
    const hospital = await service.signIn('koordinator.stolav');
    assert.deepEqual(named(await list(hospital, 'view=waiting_for_us')), ['away']);
    assert.equal((await list(hospital, 'view=open')).length, 8); // of two councils
    assert.ok(named(await list(hospital, 'view=closed')).includes('closed'));
    const municipality = await service.signIn('koordinator.trondheim');
    assert.deepEqual(await list(municipality, 'view=waiting_for_us'), []);
    assert.equal((await list(municipality, `view=open&organisation_id=${reports.mine.id}`)).length, 8);
    const { items } = (await municipality.get('/queue')).body;
    assert.ok(items.every((one) => !one.treated_by_me));
  });

  test('the secretariat sees all councils of its helsefellesskap, and of no other', async () => {
    const secretariat = await service.signIn('sekretariat');
    assert.equal((await list(secretariat, 'helsefellesskap=st_olavs')).length, 8);
    assert.deepEqual(await list(secretariat, 'helsefellesskap=innlandet'), []);
    assert.equal((await secretariat.get('/queue/counts?helsefellesskap=st_olavs')).body.open, 8);
  });

  test('nobody else sees, counts or pages through what is not theirs', async () => {
    await addPerson(cluster, 'koe.andre', [{ role: 'council_lead', council: 'fagutvalg_pasientforlop', helsefellesskap: 'innlandet' },
      { role: 'coordinator', organisation: 'lillehammer_kommune', helsefellesskap: 'innlandet' }, { role: 'secretariat', helsefellesskap: 'innlandet' }]);
    for (const name of ['koe.andre', 'raad.digital', 'fastlege.orkland']) {
      const other = await service.signIn(name);
      for (const where of [`council_id=${council}`, `organisation_id=${reports.hospital.id}`, 'helsefellesskap=st_olavs']) {
        for (const view of ['open', 'new', 'closed', 'all', 'overdue']) {
          const found = await list(other, `${where}&view=${view}`);
          assert.deepEqual(named(found).filter((one) => cases[one]), [], `${name} ${where} ${view}`);
        }
        const { body } = await other.get(`/queue/counts?${where}`);
        if (name !== 'raad.digital') assert.deepEqual([body.open, body.new, body.waiting, body.overdue], [0, 0, 0, 0], `${name} ${where}`);
      }
    }
    assert.equal((await (await service.signIn('asu')).get('/queue')).status, 403);
  });

  test('a case told to another council as well is not in that council\'s queue', async () => {
    await cluster.query(`UPDATE deviation SET also_told = ARRAY[${reports.council('kontaktutvalg').id}] WHERE id = ${cases.grave}`);
    const told = await service.signIn('kontaktutvalg');
    assert.equal((await told.get(`/deviations/${cases.grave}`)).status, 200);
    assert.deepEqual(await list(told, ''), []);
  });

  test('a reporter who sits in a council sees the council\'s cases there, and own reports apart', async () => {
    await addPerson(cluster, 'begge.deler', [{ role: 'reporter', organisation: 'trondheim_kommune' }, { role: 'council_member', council: 'digital' }]);
    const both = await service.signIn('begge.deler');
    const { id } = await fileReport(both, reports);
    assert.ok(!(await list(both, 'view=all')).includes(id));
    assert.ok(ids(await both.get('/deviations?view=mine')).includes(id));
    await cluster.query(`UPDATE deviation SET status = 'closed', answered_at = now(), closed_at = now() WHERE id = ${id}`);
  });
});

describe('asked again with the tag of the page', () => {
  const again = (path, tag, client = doctors) => client.get(path, { headers: { 'If-None-Match': tag } });

  test('there is no answer but 304 until something in it changes', async () => {
    for (const path of ['/queue', '/queue?sort=newest&limit=3', '/queue?view=all', `/queue?council_id=${council}&view=new`]) {
      const tag = (await doctors.get(path)).headers.get('etag');
      for (const sent of [tag, `W/${tag}`]) {
        const same = await again(path, sent);
        assert.deepEqual([same.status, same.text, same.headers.get('etag')], [304, '', tag], path);
      }
    }
  });

  test('a new case, work on one, and a message each change it', async () => {
    let tag = (await doctors.get('/queue')).headers.get('etag');
    const changes = [
      async () => { cases.another = (await fileReport(nurse, reports, { title: 'Sak another' })).id; },
      () => treat(cases.another, 'acknowledgement'),
      () => nurse.post(`/deviations/${cases.another}/messages`, { audience: 'dialogue', text: 'Noe mer' }),
      async () => { await treat(cases.another, 'answer', { text: 'Svar' }); await treat(cases.another, 'closing', {}); },
    ];
    for (const change of changes) {
      await change();
      const answer = await again('/queue', tag);
      assert.equal(answer.status, 200);
      assert.notEqual(answer.headers.get('etag'), tag);
      tag = answer.headers.get('etag');
      assert.equal((await again('/queue', tag)).status, 304);
    }
  });

  test('a tag that is none, or another page\'s, is answered with the page', async () => {
    const tag = (await doctors.get('/queue?view=closed')).headers.get('etag');
    for (const sent of [tag, '*', 'x', '""', '"', `"${'a'.repeat(400)}"`]) assert.equal((await again('/queue', sent)).status, 200, sent);
  });
});

describe('views one keeps', () => {
  const keep = (client, name, filters) => client.put('/queue-views', { name, filters });

  test('come back as they were, under their names, to nobody else', async () => {
    const kept = await keep(doctors, 'Alvorlige', { view: 'open', harm: 'severe', party_id: String(reports.hospital.id), agreement_point: 5 });
    assert.equal(kept.status, 200, kept.text);
    assert.deepEqual(kept.body.filters, { view: 'open', harm: 'severe', party_id: String(reports.hospital.id), agreement_point: 5 });
    await keep(doctors, 'alle mine', { view: 'mine', sort: null });
    assert.deepEqual((await doctors.get('/queue-views')).body.items.map(({ name, filters }) => [name, Object.keys(filters).length]),
      [['alle mine', 1], ['Alvorlige', 4]]);
    const again = await keep(doctors, 'Alvorlige', { harm: 'fatal' });
    assert.deepEqual([again.body.id, again.body.filters], [kept.body.id, { harm: 'fatal' }]);
    assert.deepEqual((await nurse.get('/queue-views')).body.items, []);
    assert.equal(outcome(await nurse.delete(`/queue-views/${kept.body.id}`)), '404 not_found');
    assert.equal((await doctors.delete(`/queue-views/${kept.body.id}`)).status, 204);
    assert.equal((await doctors.delete(`/queue-views/${kept.body.id}`)).status, 404);
    assert.equal((await doctors.get('/queue-views')).body.items.length, 1);
  });

  test('are fifty at most, and hold only what a list takes', async () => {
    assert.equal((await keep(doctors, 'Feil', { view: 'everything' })).status, 422);
    assert.equal((await keep(doctors, 'Feil', { nobody_knows: 1 })).status, 422);
    for (let i = 0; i < 50; i += 1) assert.equal((await keep(nurse, `Visning ${String.fromCharCode(65 + (i % 25))}${'x'.repeat(i / 25)}`, {})).status, 200);
    assert.equal(outcome(await keep(nurse, 'En til', {})), '409 views_full');
    assert.equal((await keep(nurse, 'Visning A', { view: 'all' })).status, 200);
  });
});
