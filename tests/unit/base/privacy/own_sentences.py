"""Sentences of our own, written after the rules and in other words than those handed out: what is between {KIND: and }
is to be found. Numbers are the tax agency's public test numbers, phones of the ranges kept for fiction, mail at example
domains, plates of letters that are not issued. Every person and address is invented."""

import re
from dataclasses import dataclass

MARK = re.compile(r"\{(PERSON|PNR|SAMNR|PHONE|EMAIL|PLATE|ADDRESS|HANDLE):([^{}]*)\}")


@dataclass(frozen=True)
class Sentence:
    text: str
    spans: tuple[tuple[int, int, str], ...]


def _read(marked: str) -> Sentence:
    text, spans, place = "", [], 0
    for mark in MARK.finditer(marked):
        text += marked[place : mark.start()]
        spans.append((len(text), len(text) + len(mark.group(2)), mark.group(1)))
        text += mark.group(2)
        place = mark.end()
    return Sentence(text + marked[place:], tuple(spans))


MARKED = """
Mamma till {PERSON:Kevin Holmqvist} hörde av sig i går om bråket på skolgården.
Pojken kallas {PERSON:abbe} av de andra och håller till vid kiosken.
Kontaktperson: {PERSON:Gun-Britt Sandell}, nås på {PHONE:070-174 06 33}.
jag pratade med {PERSON:hassan} som jobbar i kiosken och han såg allt
Vi blev hotade av {PERSON:Robin Kjellberg} utanför gymmet.
Enligt grannen {PERSON:Ingrid} har det pågått hela sommaren.
Mobilen tillhör {PERSON:Leila Haddad}, som tappade den vid hållplatsen.
Den misstänkte, {PERSON:Dragan Petrovic}, sprang mot stationen.
{PERSON:Svetlana Novak} ringde och berättade om klottret.
/{PERSON:Lars-Erik Blom}, ordförande i föreningen
Mvh {PERSON:Ulrika}
Vänliga hälsningar {PERSON:Bosse Tingvall}
Med vänlig hälsning, {PERSON:Yosef Tesfaye}
vh {PERSON:annika}
ring {PERSON:fatima} om ni vill veta mer
Ring gärna {PERSON:Pia Wester} på {PHONE:0701740612} efter klockan fem.
Skicka bilden till {PERSON:Tommy}: {EMAIL:tommy.k@example.org}
Elev i 8C, {PERSON:Melvin}, tände eld på papperskorgen.
Det var {PERSON:Noel} i 7A som började.
{PERSON:Isak} 9B och {PERSON:Theo} 9C slogs i korridoren.
läraren {PERSON:per-olof} gick emellan
Rektor {PERSON:Birgitta Åhman} har ringt hem till föräldrarna.
En kille vid namn {PERSON:Zejd} säljer vejp.
Han som gjorde det heter {PERSON:Emre Yildiz}, tror vi.
Hon heter {PERSON:sara lindblom} och bor i närheten.
Tjejen presenterade sig som {PERSON:Wilma Ek}.
{PERSON:K. Sjögren} har sett samma bil tre kvällar.
Fråga efter {PERSON:A. Rahimi} i receptionen.
Familjen {PERSON:Andersson} klagar på ljudet.
Bröderna {PERSON:Karimi} var med.
Det är min exman {PERSON:Jörgen} som står utanför porten.
min sambo {PERSON:Anneli} blev skrämd
Hennes bror {PERSON:Arman} hämtade cykeln.
Jag och {PERSON:Gunilla Persson} gick nattvandring.
{PERSON:Maryam Hosseini} och {PERSON:Linnea} satt på bänken.
såg {PERSON:Kalle} och {PERSON:Micke} vid återvinningen med en kundvagn
Fönstret hos {PERSON:Märta Ekholm} är krossat.
{PERSON:Antons} cykel låg i dammen.
Vaktmästare {PERSON:Ronny Stål} bytte låset.
Ordningsvakten {PERSON:Mehmet Kaya} skrev en rapport.
Vittnet {PERSON:Agneta Roos} såg två personer springa.
Målsägande är {PERSON:Oskar Thun}, född {PNR:19780123-2385}.
{PERSON:Ahmed Warsame} ({PNR:780123-2385}) lämnade platsen.
{PERSON:krister dahlman}, {PNR:780123-2385}, greps
På leget stod {PERSON:Malin Forsberg} och {PNR:7801232385}.
Legitimationen på {PERSON:Stefan} låg i rabatten.
Butikschefen {PERSON:Carina} vill ha mer belysning.
tack hälsar {PERSON:monica}
Hej, jag heter {PERSON:Kerstin Nyman} och bor i området.
Tipset kom från {PERSON:Peter Lundgren} på fastighetskontoret.
{PERSON:Nils} slog sönder rutan och {PERSON:Hugo} filmade.
{PERSON:Tuva}, 14 år, blev av med jackan.
De ropade efter {PERSON:Jamal Abdi} hela vägen hem.
{PERSON:Johanssons} hund var lös igen.
Killarna kallar honom {PERSON:Zlatan}.
DET VAR {PERSON:ANDERS SVENSSON} SOM GJORDE DET
polisman {PERSON:Erik Hellström} tog emot anmälan
Ungdomsledaren {PERSON:Shirin} har haft kontakt med gruppen.
c/o {PERSON:Lindqvist}, {ADDRESS:Tallvägen 14}
Personnummer {PNR:19 780123-2385} låg på en lapp.
Hittade ett körkort med nr {PNR:780123 2385} i bussen.
pnr: {PNR:780123–2385}
På papperet stod {PNR:19780123 2385} med blyerts.
Uppgav {PNR:1978-01-23-2385} vid kontrollen.
Id {PNR:7８0123-2385} stod på lappen.
Interimsnummer {PNR:000101-T220} fanns på remissen.
Personnumret är {PNR:780123-2384} men någon siffra kan vara fel.
Han visade upp ett samordningsnummer: {SAMNR:820781-9932}.
Asylsökande med {SAMNR:19820781-9932} togs till stationen.
Numret {SAMNR:820781 9932} stod i receptet.
Ring {PHONE:+46 70 174 06 44} så visar jag var.
Mitt nummer: {PHONE:070 174 06 71}
Telefon hem {PHONE:08-465 004 32}.
Nås på {PHONE:031-390 06 17} dagtid, {PHONE:0701740699} kvällar.
sms:a {PHONE:0046701740655}
Swisha {PHONE:070-17 40 688} sa han.
Tel. {PHONE:040/628 04 77}
Väktaren hade {PHONE:0980-319 244} på skylten.
Mejl: {EMAIL:oskar_w@example.com}.
Skriv till {EMAIL:Birgit.Nord+klagomal@mail.example.net}, tack!
E-post {EMAIL:info77@example.se} eller {PHONE:070-174 06 80}
min mail är {EMAIL:lotta(at)example.org}
Vit skåpbil {PLATE:TRE 482} stod på tomgång hela natten.
Mopeden hade skylten {PLATE:hot91k}.
regnr {PLATE:ufo 318} körde mot enkelriktat
En svart Volvo, {PLATE:MEN70B}, utan lyse.
EPA-traktorn {PLATE:GAM 55X} burnade på torget.
{PLATE:SJU492} parkerar alltid på gångbanan.
Personbilen ({PLATE:PUB 27C}) lämnade platsen.
Hon bor på {ADDRESS:Lindvägen 12}.
Festen var hos dem på {ADDRESS:Aspvägen 7B}.
Lukten kommer från {ADDRESS:Ekgatan 9, lgh 1201}.
Musik från {ADDRESS:Parkvägen 22 3 tr} till klockan fyra.
Han är skriven på {ADDRESS:Norra Kyrkogatan 18}.
Adress: {ADDRESS:Skogsstigen 5 A, 123 45}
Familjen på {ADDRESS:Karl Johans gata 3} har fått brev i brevlådan.
Innehavaren av lägenheten på {ADDRESS:Hantverksgatan 31} öppnade inte.
Gängets ledare är folkbokförd på {ADDRESS:Vintervägen 44C}.
Polisen var hemma hos {PERSON:Elin} på {ADDRESS:Åsgatan 6}.
{PERSON:Rolf Wiklund}, {ADDRESS:Solvägen 2}, har anmält.
Grannarna i {ADDRESS:Sjögatan 11 bv} vågar inte gå ut.
hyreshuset {ADDRESS:björkgatan 17, lägenhet 1003}
På {ADDRESS:Granvägen 8} bor mannen som hotade oss.
Villan på {ADDRESS:Rosenstigen 15} är tom och där bor nu några.
Han flyttade till {ADDRESS:Kvarngatan 40}.
De har bytt lås på {ADDRESS:Tunnlandsvägen 63, uppgång B}.
bor i {ADDRESS:Ekeby 14} utanför samhället
portkod 1234 till {ADDRESS:Ringvägen 27}
Kolla {HANDLE:@lillan_x} så ser ni klippet.
hans insta heter {HANDLE:kungen.av.gatan}
Hon skrev från {HANDLE:snapchat: mira2009}
På {HANDLE:tiktok @vargen.99} ligger filmen.
{HANDLE:discord: nattuggla}
Kontot {HANDLE:@bjork_viken.live} sprider bilderna.
{HANDLE:tiktok.com/@elsa.k} visar allt
användarnamnet är {HANDLE:lurifax_07}
De säljer via {HANDLE:telegram: gatan24}
Hjalmar Petris väg är mörk mellan nummer 10 och 20.
Bråk vid Karl Johans torg, tre personer sprang.
Cykelstöld på Anna Lindhs plats under lördagen.
Klotter på Storgatan 12, hela fasaden.
Skadegörelse vid Skolgatan 4.
Fyllebråk utanför restaurangen på Hamngatan 3 i natt.
Trafikolycka i korsningen Kungsgatan 5 och Storgatan.
Glaskross på lekplatsen bakom Parkgatan 16.
Papperskorg brinner vid Järnvägsgatan 22.
Lampa 14 på Björkvägen är släckt.
Organisationsnummer 556036-0793 står på skylten.
Anmäld som 5000-K123456-26 hos polisen.
Ärende BUN-2026-00123 och dnr KS 2024/0815.
Natten mellan 14 och 15 november kl 23.30-01.15.
Kostade 18 500 kr att sanera, 1 250 000 kronor totalt.
Rum 114 och sal 203 är vattenskadade.
Buss 412 mot centrum blev beskjuten med snöbollar.
Vecka 46 kom 12 anmälningar per dag.
Maj var lugn, juni och juli sämre.
Per vecka syns tio cyklar utan lyse.
Sten kastades mot bussen.
Någon kastade sten vid Björnparken.
På måndag träffas nattvandrarna vid Coop.
Ica Maxi har haft fyra snatterier sedan Lucia.
Supportrar till AIK och Hammarby drabbade samman vid arenan.
IFK:s ungdomslag fick bortbytta skor.
Systembolaget och Willys vill ha mer bevakning.
Räddningstjänsten släckte elden på tio minuter.
Polisen i region Väst har ökat närvaron.
Torget upplevs otryggt efter mörkrets inbrott.
Den 3 mars 2026 stod mopeder på gångvägen.
Två tjejer i 15-årsåldern satt på trappan.
En man i keps sprang mot Sankt Eriks kyrka.
Hantverkare sökte sönder låset, ingen såg något.
Sommaren har varit lugn vid badplatsen.
Sol och värme drar folk till Strandparken.
Grannsamverkan startar på Ekbacken i höst.
Vi vill ha kameror vid Lugnets idrottshall.
Lokalen heter Navet och ligger i centrum.
Gänget kallas Kvarteret av personalen.
Ungdomar samlas bakom Pizzeria Roma.
Lindas Salong har fått rutan krossad.
Jannes Bilverkstad anmäler stulna däck.
Kund på Max kastade bricka, personalen ringde 112.
Stolpe 20240115-0007 lutar.
Faktura 8841 2206 avser sanering.
Postnummer 542 30 har flest anmälningar.
Belysningen slocknar kl. 22.00 och tänds 05.30.
Tre av fyra svarande, 74,5 procent, känner sig trygga.
Hastigheten var typ 100 km/h på vägen.
Cykel med ramnummer WBK 2210 hittades.
Ring 114 14 eller kontaktcenter 0771-23 40 00.
Elljusspåret 2,5 km är mörkt, 12 lampor släckta.
Skolans elever i 8B och 8C har temadag.
Det blåser och lyktan gungar, ingen fara.
Snöröjningen på gångbanan är dålig, halt vid station.
Gamla Torget och Nya Bron behöver sopas.
Fotbollsplanen vid Vasaskolan har hål i nätet.
Oscar Fredriks kyrka fick klotter på porten.
Astrid Lindgrens park är nedskräpad.
Evas Blomsterhandel blev av med krukor.
Julmarknaden den 5 december väntas dra 3 000 besökare.
"""
SENTENCES = [_read(line) for line in MARKED.strip().splitlines()]
