### Pages for people who pay, in Leichte Sprache: one thought in a sentence, no abbreviations,
### long words with a dot between their parts.

## What is paid, to whom, under which number

facts-payee = Wer bekommt das Geld?
facts-description = Wofür bezahlen Sie?
facts-kassenzeichen = Kassen·zeichen. Das ist die Nummer von Ihrer Zahlung.
items-caption = Die einzelnen Beträge
items-description = Wofür
items-amount = Betrag
items-total = Alles zusammen

## Pay page

pay-title = { $service } bezahlen
pay-preline = Im Internet bezahlen bei { $tenant }
pay-amount = So viel bezahlen Sie
pay-with = Mit { $method } bezahlen
pay-what-happens = Sie kommen zu { $method }. Dort sagen Sie Ja zu der Zahlung. Danach kommen Sie hierher zurück.
pay-privacy = { $method } weiß nicht, wofür Sie bezahlen.
pay-no-method = Sie können hier gerade nicht bezahlen. Bitte fragen Sie nach. Unten auf dieser Seite steht, wen Sie fragen können.
pay-details = Das bezahlen Sie
pay-until = Sie haben Zeit bis { $time }
pay-until-hint = Danach ist diese Zahlung zu Ende. Dann nehmen wir kein Geld von Ihnen.
pay-extend = Ich brauche mehr Zeit
pay-cancel = Nicht bezahlen

pay-declined-title = { $method } sagt Nein zu der Zahlung
pay-declined-text = Sie haben kein Geld bezahlt. Versuchen Sie es noch einmal. Sie können bei { $method } eine andere Karte nehmen. Sie können auch ein anderes Konto nehmen.
pay-cancelled-title = Sie haben noch nicht bezahlt
pay-cancelled-text = Sie sind zurückgekommen. Sie haben kein Geld bezahlt.
pay-unreachable-title = { $method } antwortet gerade nicht
pay-unreachable-text = Sie haben kein Geld bezahlt. Warten Sie ein paar Minuten. Versuchen Sie es dann noch einmal.
pay-attempt-expired-title = Die Zeit ist vorbei
pay-attempt-expired-text = Sie haben kein Geld bezahlt. Sie können noch einmal anfangen.
pay-extended-title = Sie haben jetzt mehr Zeit
pay-extended-text = Sie haben Zeit bis { $time }.

## An attempt is open at the provider

continue-title = Sie haben noch nicht fertig bezahlt
continue-text = Sie haben bei { $method } angefangen. Machen Sie dort weiter.
continue-button = Weiter bei { $method }
continue-until = Sie haben Zeit bis { $time }.

## We wait for the provider

processing-title = Wir prüfen Ihre Zahlung
processing-text = { $method } muss uns noch antworten. Das dauert meist nur ein paar Sekunden.
processing-not-again = Bitte bezahlen Sie nicht noch einmal.
processing-refreshes = Diese Seite lädt sich alle { $seconds } Sekunden neu
processing-stands-still = Diese Seite lädt sich nicht von allein neu
processing-close = Sie können die Seite zumachen. Ihre Zahlung geht nicht verloren.
processing-refresh-now = Jetzt neu laden
processing-refresh-off = Nicht mehr von allein neu laden

## Paid

paid-title = Sie haben bezahlt
paid-text = Vielen Dank. { $tenant } hat Ihr Geld bekommen.
receipt-title = Quittung
receipt-test = Das ist ein Test. Sie haben kein echtes Geld bezahlt.
receipt-paid-at = Wann haben Sie bezahlt?
receipt-method = Womit haben Sie bezahlt?
receipt-number = Nummer von der Quittung
receipt-pdf = Quittung als Datei (PDF)
receipt-print = Sie können diese Seite auch drucken.

## The attempt failed

failed-title = Das Bezahlen hat nicht geklappt
failed-alert-title = Sie haben kein Geld bezahlt
failed-alert-text = { $method } konnte die Zahlung nicht machen. Versuchen Sie es noch einmal. Nehmen Sie zum Beispiel eine andere Karte. Oder nehmen Sie ein anderes Konto.
failed-retry = Noch einmal mit { $method } bezahlen

## It is over without payment

ended-details = Darum ging es
cancelled-title = Diese Zahlung ist beendet
cancelled-text = Sie haben kein Geld bezahlt.
expired-title = Die Zeit ist vorbei
expired-text = Sie können das hier nicht mehr bezahlen. Sie haben kein Geld bezahlt.
ended-next-application = Wollen Sie noch bezahlen? Dann gehen Sie zurück zu Ihrem Antrag. Fangen Sie dort noch einmal an.
ended-next-notice = Wollen Sie noch bezahlen? Dann suchen Sie Ihren Bescheid noch einmal.
ended-next-service = Wollen Sie noch bezahlen? Dann füllen Sie das Formular noch einmal aus.

## Paid before

already-paid-title = Das ist schon bezahlt
already-paid-alert-title = Bezahlt am { $time }
already-paid-alert-text = Sie müssen nichts mehr tun. Sie haben nur einmal bezahlt.
already-paid-receipt = Quittung ansehen

## Something is wrong

unknown-title = Diese Seite gibt es nicht
unknown-text = Wir finden keine Zahlung zu diesem Link. Ein Link ist eine Adresse im Internet.
unknown-next = Das können Sie tun
unknown-check = Prüfen Sie den Link. Fehlt etwas?
unknown-again = Öffnen Sie noch einmal Ihre Nachricht mit dem Link. Klicken Sie dort auf den Link.
unknown-ask = Fragen Sie nach. Fragen Sie die Stelle, von der Sie den Link haben.
error-internal-title = Wir haben einen Fehler gemacht
error-internal-text = Sie haben nichts falsch gemacht. Warten Sie ein paar Minuten. Versuchen Sie es dann noch einmal.
error-unavailable-title = Wir sind gleich wieder da
error-unavailable-text = Die Seite geht gerade nicht. Warten Sie ein paar Minuten. Versuchen Sie es dann noch einmal.
error-too-many-title = Das war zu oft
error-too-many-text = Bitte warten Sie eine Minute. Versuchen Sie es dann noch einmal.
error-refused-title = Das hat nicht geklappt
error-refused-text = Bitte öffnen Sie noch einmal Ihren Link. Drücken Sie dann auf den Knopf.
error-no-double = Haben Sie gerade bezahlt? Dann bezahlen Sie bitte nicht noch einmal. Öffnen Sie noch einmal Ihren Link. Dort sehen Sie, ob Ihr Geld angekommen ist.
error-reference = Haben Sie Fragen dazu? Dann nennen Sie uns bitte diese Nummer:

## A tenant's front page

home-title = Im Internet bezahlen
home-text = Hier können Sie an { $tenant } bezahlen.
home-link-title = Haben Sie einen Link?
home-link-text = Klicken Sie auf den Link. Dann kommen Sie zu Ihrer Zahlung. Sie müssen sich nicht anmelden.
home-no-link-title = Haben Sie keinen Link?
home-no-link-text = Stellen Sie zuerst Ihren Antrag. Danach kommen Sie von allein hierher.
home-safe-title = Ihre Daten
home-safe-text = Diese Seiten speichern nichts auf Ihrem Gerät. Zuerst wählen Sie, wie Sie bezahlen. Vorher erfährt keine andere Firma etwas von Ihnen.
