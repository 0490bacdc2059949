### The catalogue: finding a service, filling in what it asks, and what can be wrong.

## List and search

services-title = Hier können Sie online bezahlen
services-search = Was möchten Sie bezahlen?
services-search-hint = Zum Beispiel:
services-search-button = Suchen
services-found =
    { $count ->
        [one] Wir haben { $count } Angebot gefunden.
       *[other] Wir haben { $count } Angebote gefunden.
    }
services-none-title = Dazu haben wir nichts gefunden
services-none-text =
    Schreiben Sie ein anderes Wort.
    Oder schreiben Sie ein kürzeres Wort.
services-empty = Hier können Sie im Moment nichts bezahlen.
services-all = Alles zeigen
home-services-title = Möchten Sie etwas bezahlen?
home-services-text =
    Suchen Sie es hier aus.
    Dann können Sie gleich bezahlen.
    Es geht ohne Anmeldung.
home-services-link = Alle Angebote zeigen

## What it costs

fee-fixed = { $amount }
fee-from = Preis: { $amount } oder mehr
fee-each = { $amount } für jedes Stück
fee-free = von { $least } bis { $most }

## A service and its form

service-fee = So viel kostet es
service-fields = Das müssen Sie ausfüllen
service-option = Welcher Preis gilt für Sie?
service-option-hint = Bitte wählen Sie einen Preis.
service-quantity = Wie viele möchten Sie?
service-amount = Wie viel Euro möchten Sie bezahlen?
service-pick = Bitte wählen
service-next =
    Auf der nächsten Seite steht der Preis.
    Dort können Sie bezahlen.
service-button = Weiter zum Bezahlen
service-filled-in-title = Wir haben schon etwas für Sie ausgefüllt
service-filled-in-text =
    Das stand in Ihrem Link.
    Ein Link ist eine Adresse im Internet.
    Bitte prüfen Sie: Stimmt alles?
service-again-title = Bitte drücken Sie noch einmal auf den Knopf
service-again-text =
    Es ist nichts verloren.
    Sie haben noch nichts bezahlt.
field-optional = { $field } (freiwillig)
hint-quantity = Von { $least } bis { $most }
hint-amount =
    Von { $least } bis { $most }.
    Zum Beispiel: 12,50
hint-date = Zum Beispiel: 31.12.2026
hint-plate = Zum Beispiel: MS-AB 123
hint-email = Zum Beispiel: name@example.com

## What is wrong with a form

service-wrong = Etwas stimmt noch nicht
service-wrong-title = Etwas stimmt noch nicht: { $service }
wrong-at = { $field }: { $problem }
wrong-missing =
    Dieses Feld ist noch leer.
    Bitte schreiben Sie etwas in das Feld.
wrong-not-offered = Bitte wählen Sie etwas aus.
wrong-card =
    In diesem Feld steht die Nummer von einer Karte.
    Bitte löschen Sie die Nummer.
    Wir brauchen die Nummer nicht.
wrong-number =
    Bitte schreiben Sie eine Zahl.
    Zum Beispiel: 2
wrong-too-small =
    Das ist zu wenig.
    Richtig ist: { $least } oder mehr.
wrong-too-large =
    Das ist zu viel.
    Richtig ist: { $most } oder weniger.
wrong-amount =
    Bitte schreiben Sie den Betrag in Euro.
    Zum Beispiel: 12,50
wrong-amount-unclear =
    Bitte schreiben Sie auch die Cent.
    Zum Beispiel: 1234,00
wrong-too-long =
    Das ist zu lang.
    Richtig ist: { $most ->
        [one] { $most } Zeichen
       *[other] { $most } Zeichen oder weniger
    }.
wrong-signs =
    In dem Feld ist ein unsichtbares Zeichen.
    Bitte schreiben Sie den Text noch einmal neu.
wrong-date =
    Diesen Tag gibt es nicht.
    Schreiben Sie ihn so: 31.12.2026
wrong-too-early =
    Der Tag ist zu früh.
    Der erste Tag ist: { $day }.
wrong-too-late =
    Der Tag ist zu spät.
    Der letzte Tag ist: { $day }.
wrong-plate =
    Das ist kein deutsches Kennzeichen.
    Schreiben Sie es so: MS-AB 123
wrong-plate-unclear =
    Bitte machen Sie nach dem Ort einen Strich.
    Zum Beispiel: MS-AB 123
wrong-email =
    Das ist keine E-Mail-Adresse.
    Schreiben Sie sie so: name@example.com

## When there is no form

link-bad-title = Dieser Link stimmt nicht
link-bad-text =
    Ein Link ist eine Adresse im Internet.
    Jemand hat den Link verändert.
    Oder ein Teil fehlt.
    Wir haben nichts daraus genommen.
link-expired-title = Dieser Link ist zu alt
link-expired-text =
    Ein Link ist eine Adresse im Internet.
    Der Link gilt nicht mehr.
    Wir haben nichts daraus genommen.
link-open-again =
    Gehen Sie zu der Seite mit dem Link.
    Klicken Sie dort noch einmal auf den Link.
link-without = Oder füllen Sie selbst alles aus
paused-title = Das geht gerade nicht
paused-text =
    Sie können das im Moment nicht online bezahlen.
    Bitte versuchen Sie es später noch einmal.
retired-title = Das gibt es hier nicht mehr
retired-text =
    Sie können das nicht mehr online bezahlen.
    Haben Sie Fragen?
    Unten auf dieser Seite steht eine Adresse.
