### The receipt again: by e-mail, by link, refunds, and the slip of a notice.

## The form on the receipt page

mail-ask-title = Quittung mit einer E-Mail bekommen
mail-ask-text = Wir schicken Ihnen die Quittung. Sie ist ein PDF.
mail-ask-label = Ihre E-Mail-Adresse
mail-ask-hint = Ein Beispiel: name@beispiel.de
mail-ask-send = Quittung schicken
mail-ask-errors = Etwas stimmt noch nicht
mail-ask-wrong = Schreiben Sie hier Ihre E-Mail-Adresse. Ein Beispiel: name@beispiel.de
mail-address-erased = Danach löschen wir Ihre E-Mail-Adresse.
mail-address-kept = Wir speichern Ihre E-Mail-Adresse { $days } Tage. Vielleicht bekommen Sie Geld zurück. Dann schreiben wir Ihnen. Danach löschen wir die Adresse.
mail-sent-title = Wir schicken Ihnen die Quittung
mail-sent-text = Die E-Mail kommt in ein paar Minuten. Kommt keine E-Mail? Dann schauen Sie auch im Ordner Spam.
mail-many-title = Sie wollten die Quittung heute schon sehr oft haben
mail-many-text = Sie können die Quittung hier als PDF laden. Morgen schicken wir Ihnen wieder eine E-Mail.

## Finding it again

receipt-again-title = So finden Sie die Quittung wieder
receipt-again-text = Speichern Sie diesen Link. Geben Sie den Link nicht weiter. Mit dem Link kann jeder die Quittung sehen.

## Money went back

refund-title = Sie haben Geld zurück·bekommen
refund-line = { $amount } am { $time }
refund-where = Das Geld kommt dorthin zurück, von wo Sie bezahlt haben.
refund-pdf = Brief über das Geld als PDF
refund-pdf-title = Sie haben Geld zurück·bekommen
refund-pdf-amount = So viel Geld haben Sie zurück·bekommen
refund-pdf-at = Der Tag
refund-pdf-items = So viel haben Sie an welchem Tag bekommen
refund-pdf-item = Der Tag
refund-pdf-valid = Ein Computer hat diesen Brief gemacht. Er gilt auch ohne Unter·schrift.
refund-pdf-note = Bezahlt haben Sie { $amount }. Das war am { $time }.

## Letters

letter-hello = Guten Tag,
letter-receipt-subject = Ihre Quittung von { $tenant }
letter-receipt = Ihr Geld ist bei { $tenant } angekommen. Die Quittung ist als PDF bei dieser E-Mail.
letter-refund-subject = Sie bekommen Geld zurück von { $tenant }
letter-refund = Sie haben Geld von { $tenant } zurück·bekommen. Ein Brief darüber ist als PDF bei dieser E-Mail.
letter-authority-subject = Quittung für eine Zahlung an { $tenant }
letter-authority = Diese Zahlung an { $tenant } ist angekommen. Die Quittung ist als PDF bei dieser E-Mail.
letter-find-again = Mit diesem Link finden Sie die Quittung wieder:
letter-no-answer = Bitte antworten Sie nicht auf diese E-Mail. Wir können Ihre Antwort nicht lesen.

## The slip of a notice

slip-title = So bezahlen Sie
slip-due = Bezahlen Sie bis zu diesem Tag
slip-online = Im Internet bezahlen
slip-online-scan = Nehmen Sie Ihr Handy. Zeigen Sie mit der Kamera auf das Bild mit den kleinen Kästchen.
slip-online-type = Oder öffnen Sie diese Seite. Schreiben Sie dort das Kassen·zeichen hinein:
slip-online-alt = Ein Bild mit kleinen Kästchen. Es führt zu der Seite im Internet.
slip-transfer = Mit der Bank bezahlen
slip-transfer-scan = Öffnen Sie die App von Ihrer Bank. Zeigen Sie mit der Kamera auf das Bild. Oder schreiben Sie die Über·weisung selbst:
slip-transfer-alt = Ein Bild mit kleinen Kästchen. Darin steht alles für die Über·weisung. Es steht auch daneben.
slip-holder = Wer das Geld bekommt
slip-iban = IBAN
slip-bic = BIC
slip-remittance = Verwendungs·zweck
slip-test = Das ist ein Test. Sie müssen nichts bezahlen.
