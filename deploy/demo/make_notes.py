#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Learning notes of St. Olavs for the demo, as lines for `samavvik notes`: make_notes.py [DAY]

They are written from the cases of make_history.py of the same day (today) and of cases.jsonl, and have come about as notes do.
Everything in them is invented.
"""
import datetime
import json
import sys

from make_history import History, half_years

LEGER, PASIENT, DIGITAL = ('legesamarbeid', 'raad.lege'), ('pasientsamarbeid', 'raad.pasient'), ('digital', 'raad.digital')
NURSE, GP, HOSPITAL = ('nurse.trondheim', 'trondheim_kommune'), ('fastlege.orkland', 'fastlegekontor_c_orkland'), ('koordinator.stolav', 'st_olavs_hospital')

# When: a half-year and days into it, or "now". From: titles of cases of the half-year before that day, or ids.
NOTES = (
    {'council': LEGER, 'when': (1, 60), 'from': ('Legemiddelliste stemmer ikke med epikrisen', 'To lister med ulik dosering'),
     'title': 'Sjekk legemiddellisten før pasienten reiser hjem', 'theme': 'Legemiddellister', 'category': 'legemidler', 'parties': ['hospital', 'municipality'],
     'what_happened': 'Pasienter kom hjem med to lister som sa ulike ting. Hjemmesykepleien måtte ringe for å få vite hva som gjaldt.',
     'why': 'Epikrisen og meldingen til kommunen ble skrevet hver for seg, av to personer og til ulike tider.',
     'text': 'Den som skriver epikrisen, leser meldingen til kommunen før den sendes. Er listene ulike, rettes begge samme dag.',
     'done': (HOSPITAL,), 'useful': ('asu', 'bruker')},
    {'council': LEGER, 'when': (2, 45), 'from': ('Epikrise uten plan for oppfølging', 'Blodfortynnende uten plan for kontroll'),
     'title': 'Epikrisen sier hvem som gjør hva, og når', 'theme': 'Epikriser', 'category': 'epikrise', 'parties': ['hospital', 'gp'],
     'what_happened': 'Det sto at prøver skulle tas, men ikke når eller av hvem. Fastlegen trodde poliklinikken gjorde det, og omvendt.',
     'why': 'Malen har ett felt for plan, og feltet kan stå tomt. På vakt er det lett å skrive «følges opp».',
     'text': 'Skriv tre ting for hver oppgave: hva, hvem og innen hvilken dato. Finnes ingen avtale med den som skal gjøre det, så ring før epikrisen sendes.',
     'done': (HOSPITAL, GP), 'useful': ('raad.pasient', 'nurse.trondheim', 'asu')},
    {'council': PASIENT, 'when': (2, 70), 'from': ('Seng og løfter ikke bestilt før hjemreise', 'Oksygenutstyr manglet ved hjemkomst'),
     'title': 'Bestill hjelpemidler tre dager før hjemreise', 'theme': 'Hjelpemidler', 'category': 'hjelpemidler', 'parties': ['hospital'],
     'what_happened': 'Seng, løfter eller oksygen var ikke på plass da pasienten kom hjem, selv om behovet var kjent.',
     'why': 'Bestillingen ble gjort samme dag som pasienten reiste, og lageret trenger tid.',
     'text': 'Bestill senest tre dager før planlagt hjemreise, og skriv i meldingen til kommunen at det er gjort.', 'done': (), 'useful': ('raad.lege',),
     'withdrawn': ((3, 100), 'Kommunene har fått felles hastelager. Rådet skriver et nytt notat om hvordan det brukes.')},
    {'council': LEGER, 'when': (3, 20), 'from': ('Legemiddelliste stemmer ikke med epikrisen', 'To lister med ulik dosering', 'Multidose ble ikke endret ved utskrivning'),
     'title': 'Én legemiddelliste følger pasienten hjem', 'theme': 'Legemiddellister', 'category': 'legemidler', 'patient_group': 'frail_elderly',
     'replaces': 'Sjekk legemiddellisten før pasienten reiser hjem',
     'what_happened': 'Listene ble færre, men fortsatt kom pasienter hjem der multidosen og epikrisen ikke stemte. To ganger ble gamle doser gitt i flere dager.',
     'why': 'Å lese to lister mot hverandre fanger ikke opp multidosen, som bestilles av fastlegen og ligger hjemme hos pasienten.',
     'text': 'Sykehuset lager én liste ved utskrivning, og den listen gjelder. Hjemmesykepleien sammenligner den med multidosen ved første besøk. '
             'Er noe endret, stoppes multidosen, og fastlegen får beskjed samme dag.',
     'done': (NURSE, HOSPITAL, GP), 'useful': ('asu', 'bruker', 'raad.pasient', 'raad.akutt')},
    {'council': PASIENT, 'when': (3, 55), 'from': ('Utskrivning sent fredag uten avtale', 'Hjemreise uten at hjelpen var på plass', 'Pårørende var ikke orientert om hjemreisen'),
     'title': 'Hjemreise fredag avtales senest torsdag', 'theme': 'Utskrivning før helg', 'category': 'utskrivning', 'patient_group': 'frail_elderly',
     'what_happened': 'Pasienter kom hjem fredag kveld uten at hjelp, mat eller medisiner var klare. Pårørende fikk vite det da bilen var på vei.',
     'why': 'Beslutningen ble tatt på visitten fredag. Da er tildelingskontoret snart stengt, og apoteket i bygda har stengt.',
     'text': 'Er hjemreise fredag mulig, så si fra torsdag før klokken 12, også når det er usikkert. Avdelingen ringer den som skal ta imot, og pårørende. '
             'Er hjelpen ikke bekreftet, venter pasienten til mandag.',
     'done': (NURSE, HOSPITAL), 'useful': ('bruker', 'fastlege.orkland')},
    {'council': DIGITAL, 'when': (3, 90), 'from': ('Dialogmelding ble ikke besvart', 'Melding gikk til feil tjeneste'),
     'title': 'Alle meldingsbokser har noen som leser dem hver dag', 'theme': 'Meldinger', 'category': 'meldingsutveksling',
     'what_happened': 'Spørsmål om utstyr og tid for hjemreise ble liggende i en boks som ingen leste. Svaret kom etter at pasienten var reist.',
     'why': 'Boksen tilhørte en person som hadde ferie. Ingen hadde fått oppgaven i mellomtiden.',
     'text': 'Hver tjeneste har én boks og en liste over hvem som leser den, også i helg og ferie. Haster det, så ring i tillegg.',
     'done': (NURSE,), 'useful': ('raad.lege', 'melder.stolav')},
    {'council': LEGER, 'when': 'now', 'from': ('case-002', 'case-010', 'case-042'),
     'title': 'Dose og neste kontroll står på samme sted', 'theme': 'Legemiddellister', 'category': 'legemidler', 'parties': ['hospital', 'municipality', 'gp'],
     'what_happened': 'Dosen sto i epikrisen, og datoen for neste prøve sto i en melding. Den som skulle gi medisinen, fant bare den ene.',
     'why': 'Journalene viser dose og kontroll i hvert sitt bilde, og de sendes hver for seg.',
     'text': 'Skriv neste kontroll rett etter dosen, på samme linje. Mangler datoen, er listen ikke ferdig og skal ikke sendes.', 'done': (), 'useful': ('nurse.trondheim',)},
)


def day_of(when, begins, today):
    return today if when == 'now' else begins[when[0]] + datetime.timedelta(when[1])


def cases_for(note, history, day):
    if note['when'] == 'now':
        return list(note['from'])
    since, until = (day - datetime.timedelta(270)).isoformat(), (day - datetime.timedelta(20)).isoformat()
    return [line['id'] for line in history if line['title'] in note['from'] and since <= line['reported_on'] and line.get('closed_on', '9') <= until][:6]


def line_of(note, history, begins, today):
    day = day_of(note['when'], begins, today)
    line = {name: note[name] for name in ('title', 'theme', 'what_happened', 'why', 'text', 'category', 'patient_group', 'parties', 'replaces') if name in note}
    line.update(council=note['council'][0], written_by=note['council'][1], reviewed_by='sekretariat', published_on=day.isoformat(),
                released_by=['koordinator.stolav', 'koordinator.trondheim', 'sekretariat'], cases=cases_for(note, history, day),
                marks=[{'by': person, 'mark': 'done', 'organisation': place} for person, place in note['done']]
                + [{'by': person, 'mark': 'useful'} for person in note['useful']] + [{'by': 'raad.forebygging', 'mark': 'opened'}])
    if 'withdrawn' in note:
        line.update(withdrawn_on=day_of(note['withdrawn'][0], begins, today).isoformat(), withdrawn_reason=note['withdrawn'][1])
    return line


def main():
    today = datetime.date.fromisoformat(sys.argv[1]) if len(sys.argv) == 2 else datetime.date.today()
    history, begins = list(History('st_olavs', today).lines()), half_years(today)
    for note in NOTES:
        print(json.dumps(line_of(note, history, begins, today), ensure_ascii=False))


if __name__ == '__main__':
    main()
