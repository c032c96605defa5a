#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Cases of the last four half-years for the demo, as lines for `samavvik import`: make_history.py HELSEFELLESSKAP [DAY]

The same helsefellesskap and day (today) give the same lines. Everything in them is invented, and names nobody.
"""
import datetime
import json
import math
import os
import random
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
MOST = {'st_olavs': 900, 'innlandet': 250}
GROWTH = (0.20, 0.24, 0.27, 0.29)  # share of each half-year
ANSWER_DAYS = (23, 19, 14, 11)     # the median, which got shorter
LARGE = {'trondheim_kommune': 38, 'orkland_kommune': 9, 'melhus_kommune': 8, 'malvik_kommune': 7, 'indre_fosen_kommune': 5,
         'hamar_kommune': 22, 'gjovik_kommune': 20, 'lillehammer_kommune': 18}
# What became better after something was done, and from which half-year on.
IMPROVED = {'st_olavs': ('epikrise', 2, 0.4), 'innlandet': ('legemidler', 2, 0.45)}
OPEN_YET = 6  # of the newest cases

# category: weight, phases, from the municipality or the GP, from the hospital: (title, what happened)
STOCK = {
    'legemidler': (20, ('discharge', 'after_discharge', 'admission'), (
        ('Legemiddelliste stemmer ikke med epikrisen', 'Listen som fulgte pasienten, hadde andre doser enn epikrisen.'),
        ('Multidose ble ikke endret ved utskrivning', 'To legemidler var seponert på sykehuset, men lå fortsatt i multidosen hjemme.'),
        ('Resept manglet ved hjemkomst', 'Nytt legemiddel var startet, men det var ikke sendt resept, og apoteket var stengt.'),
        ('Blodfortynnende uten plan for kontroll', 'Det sto ikke hvem som skal følge opp prøvene, eller når behandlingen skal slutte.'),
        ('Smertebehandling uten nedtrappingsplan', 'Pasienten kom hjem med sterke smertestillende uten at det sto hvor lenge de skulle brukes.'),
        ('To lister med ulik dosering', 'Sykepleiersammenfatningen og epikrisen oppgir ulik dose av samme legemiddel.')), (
        ('Legemiddelliste manglet ved innleggelse', 'Pasienten kom uten oppdatert liste, og den i journalen var et halvt år gammel.'),
        ('Uklart hva som ble gitt før innleggelsen', 'Det var ikke ført når siste dose ble gitt hjemme.'))),
    'epikrise': (17, ('after_discharge', 'discharge'), (
        ('Epikrise kom etter at pasienten var hjemme', 'Epikrisen kom fem dager etter utskrivning, og hjemmesykepleien startet uten opplysninger.'),
        ('Epikrise sendt til feil fastlegekontor', 'Epikrisen gikk til det forrige kontoret, selv om nytt var registrert.'),
        ('Epikrise uten plan for oppfølging', 'Det sto at prøver skal tas, men ikke når, av hvem eller hva som er målet.'),
        ('Foreløpig epikrise ble aldri erstattet', 'Vi har fortsatt bare den foreløpige, og spørsmål om videre behandling er ubesvart.'),
        ('Epikrise beskriver en annen plan enn avtalt', 'Samarbeidsmøtet avtalte rehabilitering, men epikrisen sier hjem uten tiltak.')), (
        ('Spørsmål om epikrise ble stilt tre ganger', 'Samme spørsmål kom fra tre enheter i kommunen, og svaret gikk bare til den ene.'),)),
    'meldingsutveksling': (14, ('stay', 'discharge', 'admission'), (
        ('Melding om innlagt pasient kom ikke', 'Vi fikk vite om innleggelsen av pårørende dagen etter.'),
        ('Dialogmelding ble ikke besvart', 'Vi spurte om utstyr og fikk ikke svar før pasienten var reist.'),
        ('Melding gikk til feil tjeneste', 'Meldingen lå hos saksbehandler og ikke hos hjemmesykepleien.'),
        ('Helseopplysninger var ikke oppdatert før hjemreise', 'Siste oppdatering var fire dager gammel, og behovet var et annet.')), (
        ('Innleggelsesrapport kom for sent', 'Rapporten kom dagen etter innleggelsen, og behandlingen ble startet uten den.'),
        ('Svar på tidligmelding manglet', 'Kommunen svarte ikke på meldingen før pasienten var utskrivningsklar.'))),
    'utskrivning': (12, ('discharge',), (
        ('Utskrivning sent fredag uten avtale', 'Pasienten kom hjem fredag kveld, og verken seng, mat eller medisiner var klare.'),
        ('Hjemreise uten at hjelpen var på plass', 'Det var avtalt besøk fra mandag, men pasienten kom lørdag.'),
        ('Pårørende var ikke orientert om hjemreisen', 'Ektefellen visste ikke at pasienten var på vei hjem.'),
        ('Skriftlig beskjed til pasienten manglet', 'Pasienten hadde ingen papirer med seg og husket ikke hva som var sagt.')), (
        ('Kommunen tok ikke imot som avtalt', 'Plassen som var bekreftet dagen før, var gitt til en annen.'),
        ('Utskrivning ble utsatt to ganger', 'Melding om at kommunen ikke hadde plass, kom samme dag som pasienten skulle reise.'))),
    'utskrivningsklar': (8, ('stay', 'discharge'), (
        ('Meldt utskrivningsklar før vurderingen var ferdig', 'Pasienten ble meldt klar, men behandlingen ble endret samme kveld.'),
        ('Melding om utskrivningsklar kom etter klokken 15', 'Meldingen kom etter at tildelingskontoret var stengt.')), (
        ('Ikke svar på melding om utskrivningsklar pasient', 'Det gikk tre dager før kommunen svarte.'),)),
    'innleggelse': (6, ('admission',), (
        ('Avvist i mottaket uten tilbakemelding', 'Pasienten ble sendt hjem samme natt uten at hjemmesykepleien fikk vite det.'),), (
        ('Mangelfull innleggelsesrapport', 'Rapporten manglet funksjonsnivå og hva som er vanlig for pasienten.'),
        ('Innlagt uten at avklart behandlingsnivå fulgte med', 'Planen fra sykehjemmet lå ikke ved innleggelsesskrivet.'))),
    'henvisning': (6, ('home',), (
        ('Henvisning avslått uten råd om videre oppfølging', 'Avslaget hadde en standardtekst og sa ikke hva fastlegen skal gjøre.'),
        ('Ingen bekreftelse på at henvisningen er mottatt', 'Etter seks uker viste det seg at henvisningen ikke var registrert.')), (
        ('Henvisning uten de opplysningene som trengs', 'Prøvesvar og varighet manglet, og henvisningen måtte sendes tilbake.'),)),
    'ikt_helseplattformen': (5, ('not_applicable',), (
        ('Oppgave i felles journal forsvant fra listen', 'Oppgaven ble lukket hos den ene og var borte hos den andre.'),
        ('Ulike skjermbilder for samme legemiddel', 'Det sykehuset ser som sluttet, vises som aktivt hos oss.')), (
        ('Melding til kommune utenfor felles journal stoppet', 'Meldingen sto som sendt, men kom aldri frem.'),)),
    'hjelpemidler': (4, ('discharge',), (
        ('Seng og løfter ikke bestilt før hjemreise', 'Behovet var kjent i en uke, men bestillingen kom samme dag.'),
        ('Oksygenutstyr manglet ved hjemkomst', 'Utstyret var ikke levert, og kommunen måtte låne.')), (
        ('Utstyr som kommunen skulle hente, ble stående', 'Utstyret blokkerte rommet i to dager.'),)),
    'akuttkjede': (5, ('admission',), (
        ('Lang ventetid på ambulanse uten ny vurdering', 'Pasienten ble dårligere mens vi ventet, og ingen ringte tilbake.'),), (
        ('Legevakten var ikke varslet om overflytting', 'Pasienten kom uten at mottaket visste om det.'),)),
    'ansvarsavklaring': (4, ('after_discharge', 'home'), (
        ('Uklart hvem som følger opp sårbehandlingen', 'Poliklinikken viste til fastlegen, og fastlegen til poliklinikken.'),), (
        ('Kontrolltime ble lagt til sykehuset i stedet for kommunen', 'Oppgaven er kommunens etter avtalen, men ingen der tok den.'),)),
    'psykisk_rus': (4, ('discharge', 'home'), (
        ('Utskrevet til bolig uten kriseplan', 'Botjenesten visste ikke hvem de kunne ringe om natten.'),
        ('Samarbeidsmøte avlyst uten ny tid', 'Individuell plan har ikke vært fulgt opp siden.')), (
        ('Kommunen møtte ikke til utskrivningsmøtet', 'Møtet måtte holdes uten dem som skal følge opp.'),)),
    'koordinering': (3, ('home', 'after_discharge'), (
        ('Timer på tre steder samme dag', 'Pasienten rakk bare én av tre avtaler, fordi ingen så dem samlet.'),), (
        ('Ingen koordinator oppgitt', 'Vi fant ikke ut hvem i kommunen vi skulle ringe.'),)),
    'transport': (3, ('discharge',), (
        ('Pasientreise bestilt til feil adresse', 'Bilen kjørte til den gamle adressen, og pasienten ventet i to timer.'),), (
        ('Ingen tok imot da pasienten kom hjem', 'Sjåføren måtte kjøre pasienten tilbake.'),)),
    'barn_unge': (2, ('home', 'after_discharge'), (
        ('Skolehelsetjenesten fikk ikke vite om utredningen', 'Foreldrene trodde at vi hadde fått rapporten.'),), (
        ('Opplysninger fra barnehagen manglet i henvisningen', 'Utredningen måtte utsettes til de kom.'),)),
    'kommunikasjon': (2, ('not_applicable', 'stay'), (
        ('Avvisende svar på telefon', 'Vi ble bedt om å sende en melding i stedet, selv om det hastet.'),), (
        ('Uenighet ble tatt foran pasienten', 'Samtalen om hvem som skal betale, ble ført ved sengen.'),)),
}
POSITIVE = (
    ('God overlevering før helgen', 'Avdelingen ringte i tillegg til meldingen, og alt var klart da pasienten kom hjem.'),
    ('Samarbeidsmøte som løste saken', 'Alle tre parter møtte, og planen var ferdig samme dag.'),
    ('Legemiddelgjennomgang sammen', 'Fastlege, sykehus og hjemmesykepleie gikk gjennom listen sammen.'),
)
NOTICED = ('Det ble oppdaget ved første besøk hjemme.', 'Vi så det da pasienten ringte.', 'Det kom frem på morgenmøtet dagen etter.',
           'Vi oppdaget det ved gjennomgang av meldingene.', 'Pårørende sa fra.', 'Det ble avklart etter flere telefoner.')
MEANT = ('Det førte til uro og ekstra arbeid.', 'Ingen kom til skade, men det kunne gått galt.', 'Pasienten måtte vente.',
         'Det tok en hel formiddag å rette opp.', 'Pasienten ble lagt inn igjen.', 'Tilliten til planen ble svekket.', '')
DONE = ('Vi ringte avdelingen og fikk muntlig beskjed.', 'Vi skaffet det som manglet, samme dag.', 'Fastlegen ble orientert.', None, None)
WISHED = ('Ring når planen endres etter klokken 14.', 'En sjekkliste før hjemreise.', 'Si i meldingen hvem som har ansvaret videre.', None, None, None)
ANSWERS = {
    'bounce_back': ('Takk for meldingen. Vi har lest den og tatt den med i oversikten.', 'Takk. Saken er registrert, og vi følger med på om det skjer igjen.'),
    'rapid_response': ('Takk. Vi har snakket med avdelingen, og feilen er rettet.', 'Vi ringte samme dag. Det som manglet, er sendt.'),
    'raise_awareness': ('Saken er tatt opp på avdelingsmøtet som eksempel.', 'Vi har delt hendelsen, uten pasienten, med alle vaktlag.'),
    'tell_of_actions': ('Rutinen for utskrivning er gjennomgått, og meldingen sendes nå før klokken 12.', 'Avdelingen har fått en fast kontakt i kommunen.'),
    'improve_work_system': ('Malen i journalen er endret, så feltet ikke lenger kan hoppes over.', 'Partene har fått en felles sjekkliste, som er tatt i bruk.'),
}
# category: (strength, what is done); what is not here has measures of its own kind at the end
MEASURES = {
    'legemidler': (('strong', 'Legemiddellisten hentes fra ett sted i journalen og kan ikke skrives for hånd'),
                   ('intermediate', 'Felles sjekkliste for legemidler ved utskrivning'), ('weak', 'Påminnelse om multidose på morgenmøtet')),
    'epikrise': (('strong', 'Utskriving av hjemreisepapirer er sperret til epikrisen er sendt'),
                 ('intermediate', 'Mal for epikrise med felt for hvem som følger opp'), ('weak', 'Informasjon til alle leger om frist for epikrise')),
    'meldingsutveksling': (('strong', 'Meldinger til lukkede tjenester stoppes og avsenderen får vite det'),
                           ('intermediate', 'Fast kontakt i hver tjeneste som følger meldingene'), ('weak', 'Ny gjennomgang av rutinen for meldinger')),
    'utskrivning': (('intermediate', 'Sjekkliste før hjemreise som begge parter fyller ut'), ('intermediate', 'Hjemreise avtales på telefon før helger'),
                    ('weak', 'Rutinen for utskrivning er tatt opp på personalmøtet')),
}
OTHER_MEASURES = (('intermediate', 'Felles møte hver måned der sakene gås gjennom'), ('weak', 'Opplæring av nyansatte i avtalen'),
                  ('strong', 'Oppgaven er flyttet til én enhet, så ingen overlevering trengs'))
EFFECTS = {'strong': (5, 4, 1, 0), 'intermediate': (2, 6, 3, 0.3), 'weak': (0.3, 4, 6, 0.5)}
SEEN_BY = {'full': 'Ingen nye saker av dette slaget siden.', 'some': 'Færre saker enn i halvåret før.', 'none': 'Like mange saker som før. Vi må finne noe sterkere.',
           'worse': 'Flere saker, fordi arbeidet ble delt på flere.'}
# How many of a hundred were settled between the parties, and whether those agree (yes, partly, no): more the more was done about it.
SETTLED = {'bounce_back': 12, 'rapid_response': 58, 'raise_awareness': 30, 'tell_of_actions': 34, 'improve_work_system': 25}
AGREE = {'bounce_back': (50, 26, 24), 'rapid_response': (82, 13, 5), 'raise_awareness': (72, 20, 8), 'tell_of_actions': (80, 15, 5), 'improve_work_system': (88, 10, 2)}
HARM = ('none', 'low', 'moderate', 'severe', 'fatal')


def half_years(today):
    """First days of the last four half-years that are over, and of the one after them."""
    begins = [datetime.date(year, month, 1) for year in range(today.year - 3, today.year + 1) for month in (1, 7)]
    return [day for day in begins if day <= today][-5:]


class History:
    def __init__(self, helsefellesskap, today):
        self.code, self.today = helsefellesskap, today
        self.random = random.Random(f'{helsefellesskap} {half_years(today)[0]}')
        self.outcomes = random.Random(f'{helsefellesskap} {half_years(today)[0]} outcomes')
        with open(os.path.join(HERE, f'{helsefellesskap}.json'), encoding='utf-8') as file:
            config = json.load(file)
        with open(os.path.join(HERE, '../../api/code_lists.json'), encoding='utf-8') as file:
            self.points = {one['code']: one.get('agreement_point') for one in json.load(file)['lists']['category']}
        members = [one for one in config['organisations'] if one.get('member_from')]
        self.hospital = next(one for one in members if one['party'] == 'hospital')
        self.units = [one['name'] for one in config['units'] if one['organisation'] == self.hospital['code']]
        self.municipalities = [one for one in members if one['party'] == 'municipality']
        self.services = {}
        for one in config['services']:
            self.services.setdefault(one['organisation'], []).append(one['code'])
        self.gps = [one for one in members if one['party'] == 'gp']

    def pick(self, options, weights=None):
        return self.random.choices(options, weights)[0]

    def category(self, period):
        better, since, left = IMPROVED[self.code]
        return self.pick(list(STOCK), [weight * (left if code == better and period >= since else 1) for code, (weight, *_) in STOCK.items()])

    def parties(self, category):
        gp = self.random.random() < (0.45 if category in ('henvisning', 'epikrise') else 0.1)
        other = self.pick(self.gps) if gp else self.pick(
            self.municipalities, [LARGE.get(one['code'], 2) for one in self.municipalities])
        from_hospital = self.random.random() < 0.24
        return (self.hospital, other, 3) if from_hospital else (other, self.hospital, 2)

    def workday(self, first, after):
        day = first + datetime.timedelta(self.random.randrange((after - first).days))
        return day - datetime.timedelta(max(0, day.weekday() - 4)) if day.weekday() > 4 and (day - first).days > 2 else day

    def service(self, organisation, category):
        here = self.services.get(organisation['code'], [])
        wanted = {'psykisk_rus': ('mental_health', 'case_office'), 'barn_unge': ('mental_health', 'case_office')}.get(
            category, ('somatic', 'nursing_care', 'nursing_care', 'nursing_care', 'case_office', 'municipal_doctor'))
        fitting = [code for code in wanted if code in here]
        return self.pick(fitting) if fitting and self.random.random() < 0.7 else None

    def days(self, median, spread):
        return max(0, round(median * math.exp(self.random.gauss(0, spread))))

    def outcome(self, mode):
        said, chance = self.outcomes.random() < 0.85, self.outcomes.random() * 100
        agree = self.outcomes.choices(('yes', 'partly', 'no'), AGREE[mode])[0]
        return {'resolved_by_dialogue': chance < SETTLED[mode], 'parties_agree': agree} if said else {}

    def what_became(self, reported, period, open_yet):
        received = reported + datetime.timedelta(self.days(2, 0.7))
        answered = received + datetime.timedelta(self.days(ANSWER_DAYS[period], 0.5))
        closed = answered + datetime.timedelta(self.days(14, 0.8))
        mode = self.pick(list(ANSWERS), (22 - 4 * period, 24, 18, 18 + 2 * period, 12 + 4 * period))
        past = {'received_on': received, 'answered_on': answered, 'promised_on': reported + datetime.timedelta(21),
                'answer': self.pick(ANSWERS[mode]), 'closed_on': closed, 'feedback_mode': mode if self.random.random() < 0.92 else None,
                **self.outcome(mode)}
        for name in ('received_on', 'answered_on', 'closed_on'):
            past[name] = min(past[name], self.today).isoformat()
        past['promised_on'] = past['promised_on'].isoformat()
        keep = ('received_on',) if open_yet % 2 else ('received_on', 'answered_on', 'promised_on', 'answer')
        return {name: past[name] for name in keep} if open_yet else past

    def texts(self, category, side, positive):
        title, happened = self.pick(POSITIVE if positive else STOCK[category][side])
        parts = [happened] if positive else [happened, self.pick(NOTICED), self.pick(MEANT)]
        return {'title': title, 'description': ' '.join(part for part in parts if part),
                'immediate_action': None if positive else self.pick(DONE), 'suggestion': None if positive else self.pick(WISHED)}

    def measures(self, line):
        """What was done about some of the cases. By chances of their own, so that the cases stay as they are."""
        chance = random.Random(f'{line["id"]} measures')
        told = line.get('feedback_mode') in ('tell_of_actions', 'improve_work_system')
        if 'closed_on' not in line or line['kind'] == 'positive' or chance.random() > (0.35 if told else 0.06):
            return {}
        closed = datetime.date.fromisoformat(line['closed_on'])
        strength, text = chance.choice(MEASURES.get(line['category'], OTHER_MEASURES))
        due = closed + datetime.timedelta(chance.randrange(30, 120))
        done = due + datetime.timedelta(chance.randrange(-25, 60))
        looked = done + datetime.timedelta(chance.randrange(183, 230))
        one = {'text': text, 'strength': strength, 'due_on': due.isoformat(), 'responsible_org': chance.choice((line['reporter_org'], line['other_org'])),
               'severity': chance.choice(('low', 'medium', 'high', None)), 'benefit': chance.choice(('medium', 'high', None)),
               'phase': chance.choice(('prepare', 'plan', 'do'))}
        late = (self.today - due).days < 300 and chance.random() < 0.2
        if done <= self.today and not late:
            one.update(phase=chance.choice(('evaluate', 'follow_up')), done_on=done.isoformat())
            if looked <= self.today and chance.random() < 0.8:
                effect = chance.choices(tuple(SEEN_BY), EFFECTS[strength])[0]
                one.update(effect=effect, effect_note=SEEN_BY[effect], effect_on=looked.replace(day=min(looked.day, 28)).isoformat())
        return {'measures': [one]}

    def line(self, number, period, bounds, open_yet):
        category = self.category(period)
        reporter, other, side = self.parties(category)
        positive = self.random.random() < 0.05
        reported = self.workday(*bounds)
        actual = 0 if positive else self.pick(range(5), (52, 30, 14, 3.5, 0.5))
        return {
            'id': f'historie-{self.code}-{bounds[0]}-{number:04d}',
            'kind': 'positive' if positive else self.pick(('patient', 'system'), (86, 14)), 'category': category,
            'phase': self.pick(STOCK[category][1]), 'reporter_org': reporter['name'], 'other_org': other['name'],
            'other_service': self.service(other, category),
            'hospital_unit': self.pick(self.units) if self.random.random() < 0.6 else None,
            'patient_group': self.pick(('frail_elderly', 'multiple_chronic', 'severe_mental_illness_substance', 'children_youth', None),
                                       (30, 16, 6, 4, 44)),
            'agreement_point': self.points[category] if self.random.random() < 0.8 else None,
            'occurred_on': (reported - datetime.timedelta(self.days(2, 0.9))).isoformat(),
            'actual_harm': HARM[actual], 'potential_harm': HARM[min(4, actual + self.pick((0, 1, 2), (35, 45, 20)))],
            'filing_seconds': min(3000, 20 + self.days(75, 0.6)), 'reported_on': reported.isoformat(),
            **self.texts(category, side, positive), **self.what_became(reported, period, open_yet)}

    def lines(self):
        begins = half_years(self.today)
        for period in range(4):
            count = round(MOST[self.code] * GROWTH[period])
            for number in range(count):
                newest = period == 3 and number >= count - OPEN_YET
                bounds = (begins[period], begins[period + 1])
                if newest:
                    bounds = (bounds[1] - datetime.timedelta(20), bounds[1])
                line = self.line(number, period, bounds, count - number if newest else 0)
                yield {**line, **self.measures(line)}


def main():
    if len(sys.argv) not in (2, 3) or sys.argv[1] not in MOST:
        sys.exit(f'Use: make_history.py {"|".join(MOST)} [YYYY-MM-DD]')
    today = datetime.date.fromisoformat(sys.argv[2]) if len(sys.argv) == 3 else datetime.date.today()
    for line in History(sys.argv[1], today).lines():
        print(json.dumps(line, ensure_ascii=False))


if __name__ == '__main__':
    main()
