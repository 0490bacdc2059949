### The catalogue: finding a service, filling in what it asks, and what can be wrong.

## List and search

services-title = Leistungen online bezahlen
services-search = Was möchten Sie bezahlen?
services-search-hint = Zum Beispiel:
services-search-button = Suchen
services-found =
    { $count ->
        [one] { $count } Leistung gefunden
       *[other] { $count } Leistungen gefunden
    }
services-none-title = Dazu haben wir nichts gefunden
services-none-text = Versuchen Sie es mit einem anderen oder kürzeren Wort.
services-empty = Zurzeit bieten wir hier keine Leistungen an.
services-all = Alle Leistungen ansehen
home-services-title = Sie wissen, was Sie bezahlen möchten?
home-services-text = Suchen Sie die Leistung aus und bezahlen Sie gleich. Eine Anmeldung brauchen Sie nicht.
home-services-link = Leistungen ansehen

## What it costs

fee-fixed = { $amount }
fee-from = ab { $amount }
fee-each = { $amount } pro Stück
fee-free = { $least } bis { $most }

## A service and its form

service-fee = Das kostet es
service-fields = Ihre Angaben
service-option = Welcher Preis gilt für Sie?
service-option-hint = Bitte wählen Sie einen Preis aus.
service-quantity = Anzahl
service-amount = Betrag in Euro
service-pick = Bitte auswählen
service-next = Im nächsten Schritt sehen Sie den Betrag und wählen die Zahlungsart.
service-button = Weiter zum Bezahlen
service-filled-in-title = Wir haben für Sie schon etwas ausgefüllt
service-filled-in-text = Die Angaben stehen in dem Link, über den Sie gekommen sind. Bitte prüfen Sie sie.
service-again-title = Bitte senden Sie das Formular noch einmal ab
service-again-text = Es ist nichts verloren gegangen und nichts abgebucht worden.
field-optional = { $field } (freiwillig)
hint-quantity = Von { $least } bis { $most }
hint-amount = Von { $least } bis { $most }, zum Beispiel 12,50
hint-date = Zum Beispiel: 31.12.2026
hint-plate = Zum Beispiel: MS-AB 123
hint-email = Zum Beispiel: name@example.com

## What is wrong with a form

service-wrong = Bitte prüfen Sie Ihre Angaben
service-wrong-title = Bitte prüfen: { $service }
wrong-at = { $field }: { $problem }
wrong-missing = Bitte füllen Sie dieses Feld aus.
wrong-not-offered = Bitte wählen Sie etwas aus.
wrong-card = In diesem Feld steht eine Kartennummer. Bitte löschen Sie die Nummer. Wir brauchen sie nicht und dürfen sie nicht speichern.
wrong-number = Bitte schreiben Sie eine ganze Zahl, zum Beispiel 2.
wrong-too-small = Bitte geben Sie mindestens { $least } an.
wrong-too-large = Bitte geben Sie höchstens { $most } an.
wrong-amount = Bitte schreiben Sie einen Betrag in Euro, zum Beispiel 12,50.
wrong-amount-unclear = Bitte schreiben Sie die Cent dazu, zum Beispiel 1234,00.
wrong-too-long =
    Bitte schreiben Sie höchstens { $most ->
        [one] { $most } Zeichen
       *[other] { $most } Zeichen
    }.
wrong-signs = In diesem Feld steht ein unsichtbares Zeichen. Bitte tippen Sie den Text ein, statt ihn einzufügen.
wrong-date = Bitte schreiben Sie einen Tag, den es gibt, zum Beispiel 31.12.2026.
wrong-too-early = Der Tag darf nicht vor dem { $day } liegen.
wrong-too-late = Der Tag darf nicht nach dem { $day } liegen.
wrong-plate = Bitte schreiben Sie ein deutsches Kennzeichen, zum Beispiel MS-AB 123.
wrong-plate-unclear = Bitte setzen Sie hinter den Ort einen Strich, zum Beispiel MS-AB 123.
wrong-email = Bitte schreiben Sie eine E-Mail-Adresse, zum Beispiel name@example.com.

## When there is no form

link-bad-title = Dieser Link stimmt nicht
link-bad-text = Der Link ist unvollständig, oder jemand hat ihn verändert. Wir haben nichts daraus übernommen.
link-expired-title = Dieser Link gilt nicht mehr
link-expired-text = Seine Zeit ist abgelaufen. Wir haben nichts daraus übernommen.
link-open-again = Öffnen Sie die Seite, auf der Sie den Link gefunden haben, und klicken Sie ihn dort noch einmal an.
link-without = Oder füllen Sie das Formular selbst aus
paused-title = Das ist gerade nicht möglich
paused-text = Diese Leistung können Sie zurzeit nicht online bezahlen. Bitte versuchen Sie es später noch einmal.
retired-title = Diese Leistung gibt es hier nicht mehr
retired-text = Sie können sie nicht mehr online bezahlen. Bitte wenden Sie sich an die Stelle, die unten auf dieser Seite steht.
