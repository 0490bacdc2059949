### Pages for people who pay, in Leichte Sprache: one thought in a sentence, no abbreviations,
### long words with a dot between their parts.

## What is paid, to whom, under which number

facts-payee = Das Geld bekommt
facts-description = Dafür bezahlen Sie
facts-kassenzeichen = Kassen·zeichen
facts-kassenzeichen-text = Das Kassen·zeichen ist die Nummer von Ihrer Zahlung.
items-caption = Die einzelnen Beträge
items-description = Dafür
items-amount = Betrag
items-total = Alles zusammen

## Pay page

pay-title = { $service } bezahlen
pay-preline = Im Internet bezahlen: { $tenant }
pay-amount = So viel bezahlen Sie
pay-with = Mit { $method } bezahlen
pay-what-happens =
    { $method } ist eine Firma.
    Mit { $method } können Sie im Internet bezahlen.
    Dort sagen Sie Ja zu der Zahlung.
    Danach kommen Sie hierher zurück.
pay-privacy =
    Wir sagen { $method } den Betrag und das Kassen·zeichen.
    { $method } erfährt auch den Namen vom Amt.
    Wir sagen { $method } nicht: Dafür bezahlen Sie.
pay-no-method =
    Sie können hier gerade nicht bezahlen.
    Bitte fragen Sie nach.
    Die Adresse steht unten auf dieser Seite.
pay-details = Das bezahlen Sie
pay-until = Sie haben Zeit bis { $time }
pay-until-hint =
    Danach können Sie hier nicht mehr bezahlen.
    Sagen Sie vorher nicht Ja zu der Zahlung?
    Dann nehmen wir kein Geld.
pay-extend = Ich brauche mehr Zeit
pay-cancel = Nicht bezahlen

pay-declined-title = { $method } sagt Nein zu der Zahlung
pay-declined-text =
    Sie haben kein Geld bezahlt.
    Versuchen Sie es noch einmal.
    Sie können bei { $method } eine andere Karte nehmen.
    Sie können auch ein anderes Konto nehmen.
pay-cancelled-title = Sie haben noch nicht bezahlt
pay-cancelled-text =
    Sie sind wieder hier.
    Bis jetzt haben Sie kein Geld bezahlt.
pay-unreachable-title = { $method } antwortet gerade nicht
pay-unreachable-text =
    Bis jetzt haben Sie kein Geld bezahlt.
    Warten Sie ein paar Minuten.
    Versuchen Sie es dann noch einmal.
pay-unavailable-title = { $method } geht hier gerade nicht
pay-unavailable-text =
    Bis jetzt haben Sie kein Geld bezahlt.
    Sie haben alles richtig gemacht.
    Bitte versuchen Sie es später noch einmal.
    Oder fragen Sie das Amt.
    Das Amt steht unten auf dieser Seite.
pay-attempt-expired-title = Ihr letzter Versuch hat zu lange gedauert
pay-attempt-expired-text =
    Bis jetzt haben Sie kein Geld bezahlt.
    Sie können noch einmal anfangen.
pay-extended-title = Sie haben noch Zeit
pay-extended-text = Sie haben Zeit bis { $time }.

## The payer transfers the money

method-bank-transfer = Über·weisung
pay-by-transfer = Mit der Bank bezahlen
pay-by-transfer-text =
    Sie schicken das Geld mit Ihrer Bank.
    Das heißt: Über·weisung.
    Das dauert ein paar Tage.
transfer-title = So schicken Sie das Geld
transfer-lead =
    Schicken Sie das Geld mit Ihrer Bank.
    Das dauert ein paar Tage.
    Dann ist das Geld bei uns.
    Erst dann haben Sie bezahlt.
transfer-amount = So viel Geld
transfer-name-check =
    Schreiben Sie den Namen genau so ab.
    Ihre Bank prüft den Namen.
transfer-reference-hint =
    Schreiben Sie nur diese Nummer in das Feld Verwendungs·zweck.
    Das heißt: Dafür ist das Geld.
    Dann finden wir Ihr Geld.
transfer-code = Bild für die App von Ihrer Bank
transfer-scan =
    Öffnen Sie die App von Ihrer Bank.
    Zeigen Sie mit der Kamera auf das Bild.
    Dann steht alles schon in der App.
transfer-pdf = Alles als Datei speichern (PDF)
transfer-until = Das Geld muss bei uns sein bis { $day }
transfer-until-hint =
    Speichern Sie die Adresse von dieser Seite.
    Hier sehen Sie: Das Geld ist da.
transfer-otherwise =
    Haben Sie das Geld schon geschickt?
    Dann bezahlen Sie bitte nicht noch einmal.
    Brechen Sie die Zahlung auch nicht ab.
transfer-not-taken-title = Sie haben nichts mit { $method } bezahlt
transfer-not-taken-text =
    Ein Teil von dem Geld ist schon bei uns.
    Schicken Sie den Rest bitte auch mit der Bank.
transfer-received-title = Bei uns sind { $amount } angekommen
transfer-received-text = Bitte schicken Sie noch den Rest.

## An attempt is open at the provider

continue-title = Sie haben noch nicht fertig bezahlt
continue-text =
    Sie haben bei { $method } angefangen.
    Machen Sie dort weiter.
continue-button = Weiter bei { $method }
continue-until = Sie haben Zeit bis { $time }.

## We wait for the provider

processing-title = Wir prüfen Ihre Zahlung
processing-text =
    { $method } muss uns noch antworten.
    Das dauert meist nur ein paar Sekunden.
processing-not-again = Bitte bezahlen Sie nicht noch einmal.
processing-refreshes =
    Diese Seite lädt sich { $seconds ->
        [one] jede Sekunde neu
       *[other] alle { $seconds } Sekunden neu
    }
processing-stands-still = Diese Seite lädt sich nicht von allein neu
processing-close =
    Sie können die Seite zumachen.
    Wir prüfen trotzdem weiter.
processing-refresh-now = Jetzt neu laden
processing-refresh-off = Nicht mehr von allein neu laden

## Paid

paid-title = Sie haben bezahlt
paid-text =
    Vielen Dank.
    Ihr Geld ist angekommen.
    Bekommen hat es: { $tenant }
receipt-title = Quittung
receipt-test =
    Das ist ein Test.
    Sie haben kein echtes Geld bezahlt.
receipt-paid-at = Tag und Uhrzeit
receipt-method = Bezahlt mit
receipt-number = Nummer von der Quittung
receipt-pdf = Quittung als Datei laden (PDF)
receipt-print =
    Eine Quittung ist ein Beweis für eine Zahlung.
    Sie können diese Seite auch drucken.

## The attempt failed

failed-title = Das Bezahlen hat nicht geklappt
failed-alert-title = Sie haben kein Geld bezahlt
failed-alert-text =
    { $method } konnte die Zahlung nicht machen.
    Versuchen Sie es noch einmal.
    Nehmen Sie zum Beispiel eine andere Karte.
    Oder nehmen Sie ein anderes Konto.
failed-retry = Noch einmal mit { $method } bezahlen

## It is over without payment

ended-details = Darum ging es
cancelled-title = Sie haben nicht bezahlt
cancelled-text =
    Die Zahlung ist abgebrochen.
    Sie haben kein Geld bezahlt.
expired-title = Die Zeit ist vorbei
expired-text =
    Sie können das hier nicht mehr bezahlen.
    Sie haben kein Geld bezahlt.
ended-money-title = Ihr Geld ist trotzdem angekommen
ended-money-text =
    Es kam zu spät an.
    Oder es kam doppelt an.
    Bitte bezahlen Sie jetzt nicht noch einmal.
    Das Amt prüft die Zahlung.
    Haben Sie Fragen?
    Unten auf dieser Seite steht eine Adresse.
ended-next-application =
    Wollen Sie noch bezahlen?
    Dann gehen Sie zurück zur Seite vom Amt.
    Fangen Sie dort noch einmal an.
ended-next-notice =
    Sie haben den Bescheid nicht bezahlt.
    Suchen Sie ihn noch einmal.
ended-next-service =
    Wollen Sie noch bezahlen?
    Dann füllen Sie die Felder noch einmal aus.

## Paid before

already-paid-title = Das ist schon bezahlt
already-paid-alert-title = Bezahlt am { $time }
already-paid-alert-text =
    Sie müssen nichts mehr tun.
    Sie können die Quittung ansehen.
    Eine Quittung ist ein Beweis für eine Zahlung.
already-paid-receipt = Quittung ansehen

## Something is wrong

unknown-title = Diese Seite gibt es nicht
unknown-text =
    Wir finden keine Zahlung zu diesem Link.
    Ein Link ist eine Adresse im Internet.
unknown-next = Das können Sie tun
unknown-check =
    Prüfen Sie den Link.
    Fehlt etwas?
unknown-again =
    Öffnen Sie noch einmal Ihre Nachricht mit dem Link.
    Klicken Sie dort auf den Link.
unknown-ask =
    Fragen Sie nach.
    Fragen Sie beim Absender von dem Link.
error-internal-title = Wir haben einen Fehler gemacht
error-internal-text =
    Sie haben nichts falsch gemacht.
    Warten Sie ein paar Minuten.
    Versuchen Sie es dann noch einmal.
error-unavailable-title = Die Seite geht gerade nicht
error-unavailable-text =
    Warten Sie ein paar Minuten.
    Versuchen Sie es dann noch einmal.
error-too-many-title = Das war zu oft
error-too-many-text =
    Bitte warten Sie eine Minute.
    Versuchen Sie es dann noch einmal.
error-refused-title = Das hat nicht geklappt
error-refused-text =
    Gehen Sie zurück zu der Seite vorher.
    Laden Sie die Seite neu.
    Versuchen Sie es dann noch einmal.
error-no-double =
    Haben Sie gerade bezahlt?
    Dann bezahlen Sie bitte nicht noch einmal.
    Öffnen Sie noch einmal die Seite von der Zahlung.
    Dort steht: Ihr Geld ist angekommen.
    Oder es steht dort: Wir prüfen noch.
error-reference =
    Haben Sie Fragen dazu?
    Dann nennen Sie uns bitte diese Nummer:

## A tenant's front page

authorities-title = Amt wählen
authorities-text = Welchem Amt möchten Sie etwas bezahlen?
home-title = Im Internet bezahlen
home-text =
    Hier können Sie im Internet bezahlen.
    Das Geld bekommt: { $tenant }
home-link-title = Haben Sie einen Link?
home-link-text =
    Ein Link ist eine Adresse im Internet.
    Klicken Sie auf den Link.
    Dann kommen Sie zu Ihrer Zahlung.
    Es geht ohne Anmeldung.
home-no-link-title = Haben Sie keinen Link?
home-no-link-text =
    Stellen Sie zuerst Ihren Antrag im Internet.
    Antrag heißt: Sie möchten etwas vom Amt.
    Danach kommen Sie von allein hierher.
home-safe-title = Ihre Daten
home-safe-text =
    Diese Seiten speichern nichts auf Ihrem Gerät.
    Sie wählen selbst: So möchte ich bezahlen.
    Vorher erfährt keine andere Firma etwas von Ihnen.
