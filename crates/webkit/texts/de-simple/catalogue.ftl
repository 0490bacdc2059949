### The catalogue: finding a service, filling in what it asks, and what can be wrong.

## List and search

services-title = Hier können Sie online bezahlen
services-search = Was möchten Sie bezahlen?
services-search-hint = Zum Beispiel: Parken oder Kurs
services-search-button = Suchen
services-found = So viele haben wir gefunden: { $count }
services-none-title = Dazu haben wir nichts gefunden
services-none-text = Schreiben Sie ein anderes Wort. Oder schreiben Sie ein kürzeres Wort.
services-empty = Hier können Sie im Moment nichts bezahlen.
services-all = Alles zeigen
home-services-title = Sie wissen: Das möchte ich bezahlen?
home-services-text = Suchen Sie es hier aus. Dann können Sie gleich bezahlen. Sie müssen sich nicht anmelden.
home-services-link = Alles zeigen, was Sie bezahlen können

## What it costs

fee-fixed = { $amount }
fee-from = ab { $amount }
fee-each = { $amount } für jedes Stück
fee-free = von { $least } bis { $most }

## A service and its form

service-fee = So viel kostet es
service-fields = Das müssen Sie ausfüllen
service-option = Welcher Preis passt für Sie?
service-option-hint = Bitte wählen Sie einen Preis.
service-quantity = Wie viele möchten Sie?
service-amount = Wie viel Euro möchten Sie bezahlen?
service-pick = Bitte wählen
service-next = Danach sehen Sie noch einmal, wie viel es kostet. Dann wählen Sie, wie Sie bezahlen.
service-button = Weiter zum Bezahlen
service-filled-in-title = Wir haben schon etwas für Sie ausgefüllt
service-filled-in-text = Das stand in Ihrem Link. Bitte prüfen Sie: Stimmt alles?
service-again-title = Bitte drücken Sie noch einmal auf den Knopf
service-again-text = Es ist nichts verloren. Sie haben noch nichts bezahlt.
field-optional = { $field } (das müssen Sie nicht ausfüllen)
hint-quantity = Von { $least } bis { $most }
hint-amount = Von { $least } bis { $most }. Zum Beispiel: 12,50
hint-date = Zum Beispiel: 31.12.2026
hint-plate = Zum Beispiel: MS-AB 123
hint-email = Zum Beispiel: name@beispiel.de

## What is wrong with a form

service-wrong = Etwas stimmt noch nicht
service-wrong-title = Etwas stimmt noch nicht: { $service }
wrong-at = { $field }: { $problem }
wrong-missing = Bitte schreiben Sie hier etwas hinein.
wrong-not-offered = Bitte wählen Sie etwas aus.
wrong-number = Bitte schreiben Sie eine Zahl. Zum Beispiel: 2
wrong-too-small = Das ist zu wenig. Es müssen mindestens { $least } sein.
wrong-too-large = Das ist zu viel. Es dürfen höchstens { $most } sein.
wrong-amount = Bitte schreiben Sie, wie viel Euro. Zum Beispiel: 12,50
wrong-amount-unclear = Bitte schreiben Sie auch die Cent. Zum Beispiel: 1234,00
wrong-too-long = Das ist zu lang. Es dürfen höchstens { $most } Zeichen sein.
wrong-signs = Ein Zeichen kennen wir nicht. Bitte schreiben Sie nur Buchstaben und Zahlen.
wrong-date = Diesen Tag gibt es nicht. Schreiben Sie ihn so: 31.12.2026
wrong-too-early = Das ist zu früh. Es geht ab { $day }.
wrong-too-late = Das ist zu spät. Es geht bis { $day }.
wrong-plate = Das ist kein deutsches Kennzeichen. Schreiben Sie es so: MS-AB 123
wrong-plate-unclear = Bitte machen Sie nach dem Ort einen Strich. Zum Beispiel: MS-AB 123
wrong-email = Das ist keine E-Mail-Adresse. Schreiben Sie sie so: name@beispiel.de

## When there is no form

link-bad-title = Dieser Link stimmt nicht
link-bad-text = Jemand hat den Link verändert. Oder ein Teil fehlt. Wir haben nichts daraus genommen.
link-expired-title = Dieser Link ist zu alt
link-expired-text = Der Link geht nicht mehr. Wir haben nichts daraus genommen.
link-open-again = Gehen Sie zu der Seite mit dem Link. Klicken Sie dort noch einmal auf den Link.
link-without = Oder füllen Sie selbst alles aus
paused-title = Das geht gerade nicht
paused-text = Sie können das im Moment nicht online bezahlen. Bitte versuchen Sie es später noch einmal.
retired-title = Das gibt es hier nicht mehr
retired-text = Sie können das nicht mehr online bezahlen. Haben Sie Fragen? Unten steht, wer Ihnen hilft.
