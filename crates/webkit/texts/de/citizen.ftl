### Pages for people who pay. Short sentences, no abbreviations, nothing that frightens.

## What is paid, to whom, under which number

facts-payee = An wen
facts-description = Wofür
facts-kassenzeichen = Kassenzeichen
facts-kassenzeichen-text = Unter diesem Zeichen führt die Behörde Ihre Zahlung.
items-caption = Die einzelnen Beträge
items-description = Wofür
items-amount = Betrag
items-total = Zusammen

## Pay page

pay-title = { $service } bezahlen
pay-preline = Online bezahlen: { $tenant }
pay-amount = Zu zahlen
pay-with = Mit { $method } bezahlen
pay-what-happens = Sie wechseln zu { $method }. Dort bestätigen Sie die Zahlung. Danach kommen Sie hierher zurück.
pay-privacy = { $method } erfährt von uns nicht, wofür Sie bezahlen. Betrag, Kassenzeichen und den Namen der Behörde erfährt { $method }.
pay-no-method = Zurzeit können Sie hier nicht online bezahlen. Bitte wenden Sie sich an die Stelle, die unten auf dieser Seite steht.
pay-details = Einzelheiten
pay-until = Sie können bis { $time } bezahlen
pay-until-hint = Danach können Sie auf dieser Seite nicht mehr bezahlen. Haben Sie bis dahin nicht bestätigt, wird nichts abgebucht.
pay-extend = Zeit verlängern
pay-cancel = Zahlung abbrechen

pay-declined-title = { $method } hat die Zahlung abgelehnt
pay-declined-text = Es wurde kein Geld abgebucht. Versuchen Sie es noch einmal. Bei { $method } können Sie auch eine andere Karte oder ein anderes Konto wählen.
pay-cancelled-title = Sie haben noch nicht bezahlt
pay-cancelled-text = Sie sind zurückgekommen, ohne zu bezahlen. Bisher wurde kein Geld abgebucht.
pay-unreachable-title = { $method } antwortet gerade nicht
pay-unreachable-text = Bisher wurde kein Geld abgebucht. Bitte versuchen Sie es in einigen Minuten noch einmal.
pay-unavailable-title = { $method } geht hier zurzeit nicht
pay-unavailable-text = Bisher wurde kein Geld abgebucht. Es liegt nicht an Ihnen und nicht an Ihrer Karte. Bitte versuchen Sie es später noch einmal, oder wenden Sie sich an die Stelle, die unten auf dieser Seite steht.
pay-attempt-expired-title = Der letzte Versuch ist abgelaufen
pay-attempt-expired-text = Bisher wurde kein Geld abgebucht. Sie können die Zahlung noch einmal beginnen.
pay-extended-title = Sie haben noch Zeit
pay-extended-text = Sie können bis { $time } bezahlen.

## The payer transfers the money

method-bank-transfer = Überweisung
pay-by-transfer = Per Überweisung bezahlen
pay-by-transfer-text = Sie überweisen den Betrag selbst bei Ihrer Bank. Bis er bei uns angekommen ist, dauert es einige Tage.
transfer-title = So überweisen Sie
transfer-lead = Überweisen Sie den Betrag bei Ihrer Bank. Bezahlt ist er, wenn das Geld bei uns angekommen ist. Das dauert einige Tage.
transfer-amount = Betrag
transfer-name-check = Ihre Bank prüft, ob der Name zur IBAN passt. Schreiben Sie ihn genau so ab.
transfer-reference-hint = Geben Sie als Verwendungszweck nur diese Nummer an. Sonst finden wir Ihre Zahlung nicht.
transfer-code = Code für die App Ihrer Bank
transfer-scan = Scannen Sie den Code mit der App Ihrer Bank. Dann sind alle Angaben schon eingetragen.
transfer-pdf = Angaben als PDF herunterladen
transfer-until = Das Geld muss bis { $day } bei uns ankommen
transfer-until-hint = Speichern Sie den Link zu dieser Seite. Hier sehen Sie, ob das Geld angekommen ist.
transfer-otherwise = Haben Sie schon überwiesen? Dann bezahlen Sie bitte nicht noch einmal, und brechen Sie die Zahlung nicht ab.
transfer-not-taken-title = Mit { $method } wurde nichts abgebucht
transfer-not-taken-text = Ein Teil des Betrags ist schon per Überweisung angekommen. Deshalb können Sie auch den Rest nur überweisen.
transfer-received-title = { $amount } sind angekommen
transfer-received-text = Bitte überweisen Sie noch den Rest.

## An attempt is open at the provider

continue-title = Ihre Zahlung ist noch offen
continue-text = Sie haben die Zahlung bei { $method } begonnen. Machen Sie dort weiter, um zu bezahlen.
continue-button = Weiter bei { $method }
continue-until = Das geht bis { $time }.

## We wait for the provider

processing-title = Ihre Zahlung wird geprüft
processing-text = Wir warten auf die Bestätigung von { $method }. Meist dauert das nur wenige Sekunden.
processing-not-again = Bitte bezahlen Sie nicht noch einmal.
processing-refreshes =
    Diese Seite aktualisiert sich { $seconds ->
        [one] jede Sekunde
       *[other] alle { $seconds } Sekunden
    }
processing-stands-still = Diese Seite aktualisiert sich nicht von selbst
processing-close = Sie können die Seite auch schließen. Wir prüfen Ihre Zahlung trotzdem weiter.
processing-refresh-now = Jetzt aktualisieren
processing-refresh-off = Nicht mehr von selbst aktualisieren

## Paid

paid-title = Sie haben bezahlt
paid-text = Vielen Dank, Ihre Zahlung ist angekommen. Empfangen hat sie: { $tenant }
receipt-title = Quittung
receipt-test = Test: Es wurde kein Geld bewegt.
receipt-paid-at = Bezahlt am
receipt-method = Bezahlt mit
receipt-number = Nummer der Quittung
receipt-pdf = Quittung als PDF herunterladen
receipt-print = Sie können diese Seite auch ausdrucken.

## The attempt failed

failed-title = Die Zahlung hat nicht geklappt
failed-alert-title = Es wurde kein Geld abgebucht
failed-alert-text = { $method } konnte die Zahlung nicht ausführen. Versuchen Sie es noch einmal, zum Beispiel mit einer anderen Karte oder einem anderen Konto.
failed-retry = Noch einmal mit { $method } bezahlen

## It is over without payment

ended-details = Um diesen Vorgang ging es
cancelled-title = Die Zahlung ist abgebrochen
cancelled-text = Es wurde kein Geld abgebucht.
expired-title = Die Zeit ist abgelaufen
expired-text = Diese Zahlung ist nicht mehr möglich. Es wurde kein Geld abgebucht.
ended-money-title = Zu dieser Zahlung ist Geld angekommen
ended-money-text = Es kam zu spät oder doppelt an. Bitte bezahlen Sie nicht noch einmal, bevor das geklärt ist. Die Stelle, die unten auf dieser Seite steht, prüft, was mit dem Geld geschieht.
ended-next-application = Möchten Sie noch bezahlen? Dann beginnen Sie die Zahlung bitte dort noch einmal, wo Sie Ihren Antrag gestellt haben.
ended-next-notice = Mit diesem Vorgang haben Sie den Bescheid nicht bezahlt. Suchen Sie ihn bitte noch einmal.
ended-next-service = Möchten Sie noch bezahlen? Dann füllen Sie das Formular der Leistung bitte noch einmal aus.

## Paid before

already-paid-title = Das ist schon bezahlt
already-paid-alert-title = Bezahlt am { $time }
already-paid-alert-text = Sie müssen nichts mehr tun.
already-paid-receipt = Quittung ansehen

## Something is wrong

unknown-title = Diese Seite gibt es nicht
unknown-text = Zu diesem Link finden wir keine Zahlung.
unknown-next = Das können Sie tun
unknown-check = Prüfen Sie, ob der Link vollständig ist.
unknown-again = Öffnen Sie den Link noch einmal aus der Nachricht, die Sie bekommen haben.
unknown-ask = Fragen Sie bei der Stelle nach, die Ihnen den Link geschickt hat.
error-internal-title = Bei uns ist etwas schiefgegangen
error-internal-text = Der Fehler liegt nicht bei Ihnen. Bitte versuchen Sie es in einigen Minuten noch einmal.
error-unavailable-title = Die Seite ist gerade nicht erreichbar
error-unavailable-text = Bitte versuchen Sie es in einigen Minuten noch einmal.
error-too-many-title = Das waren zu viele Anfragen
error-too-many-text = Bitte warten Sie eine Minute. Versuchen Sie es dann noch einmal.
error-refused-title = Das konnten wir nicht annehmen
error-refused-text = Laden Sie die vorige Seite neu und versuchen Sie es noch einmal.
error-no-double = Haben Sie gerade bezahlt? Dann bezahlen Sie bitte nicht noch einmal. Öffnen Sie die Seite der Zahlung erneut: Dort sehen Sie, ob Ihre Zahlung angekommen ist.
error-reference = Wenn Sie sich an uns wenden, nennen Sie bitte diese Nummer:

## A tenant's front page

authorities-title = Behörde wählen
authorities-text = Welcher Behörde möchten Sie etwas bezahlen?
home-title = Online bezahlen
home-text = Hier nimmt { $tenant } Zahlungen entgegen.
home-link-title = Sie haben einen Link bekommen?
home-link-text = Öffnen Sie den Link. Er führt Sie direkt zu Ihrer Zahlung. Eine Anmeldung brauchen Sie nicht.
home-no-link-title = Sie haben keinen Link?
home-no-link-text = Stellen Sie zuerst Ihren Antrag online. Am Ende des Antrags kommen Sie von selbst hierher.
home-safe-title = Ihre Daten
home-safe-text = Diese Seiten setzen keine Cookies. Nichts wird von anderen Anbietern geladen, bevor Sie eine Zahlungsart wählen.
