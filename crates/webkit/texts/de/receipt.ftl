### The receipt again: by e-mail, by link, refunds, and the slip of a notice.

## The form on the receipt page

mail-ask-title = Quittung per E-Mail
mail-ask-text = Wir schicken Ihnen die Quittung als PDF.
mail-ask-label = Ihre E-Mail-Adresse
mail-ask-hint = Zum Beispiel name@example.com
mail-ask-send = Quittung senden
mail-ask-errors = Bitte prüfen Sie Ihre Eingabe
mail-ask-wrong = Geben Sie eine E-Mail-Adresse ein, zum Beispiel name@example.com.
mail-address-erased = Wir löschen Ihre E-Mail-Adresse nach dem Versand.
mail-address-kept =
    Wir heben Ihre E-Mail-Adresse { $days ->
        [one] { $days } Tag
       *[other] { $days } Tage
    } auf. So können wir Ihnen schreiben, falls wir Geld erstatten. Danach löschen wir sie.
mail-sent-title = Die Quittung ist unterwegs
mail-sent-text = Sie kommt meist in wenigen Minuten an. Schauen Sie sonst auch im Ordner für Spam nach.
mail-many-title = Sie haben die Quittung heute schon mehrmals angefordert
mail-many-text = Laden Sie die Quittung hier als PDF. Morgen können Sie sie wieder per E-Mail anfordern.

## Finding it again

receipt-again-title = So finden Sie diese Quittung wieder
receipt-again-text = Speichern Sie diesen Link. Wer ihn kennt, kann die Quittung sehen.

## Money went back

refund-title = Wir haben Ihnen Geld erstattet
refund-line = { $amount } am { $time }
refund-where = Das Geld geht auf dem Weg zurück, auf dem Sie bezahlt haben. Es kann einige Tage dauern, bis es ankommt.
refund-transferred = Wir überweisen Ihnen das Geld. Es kann einige Tage dauern, bis es ankommt.
refund-pdf = Mitteilung über die Erstattung als PDF herunterladen
refund-pdf-title = Mitteilung über eine Erstattung
refund-pdf-amount = Erstatteter Betrag
refund-pdf-at = Erstattet am
refund-pdf-items = Die Erstattungen im Einzelnen
refund-pdf-item = Erstattet am
refund-pdf-valid = Diese Mitteilung wurde automatisch erstellt und gilt ohne Unterschrift.
refund-pdf-note = Bezahlt hatten Sie { $amount } am { $time }.

## Letters

message-hello = Guten Tag,
message-receipt-subject = Ihre Quittung: { $tenant }
message-receipt = Ihre Zahlung ist angekommen. Empfangen hat sie: { $tenant }. Die Quittung finden Sie als PDF im Anhang.
message-refund-subject = Ihre Erstattung: { $tenant }
message-refund = { $tenant } hat Ihnen Geld erstattet. Es kann einige Tage dauern, bis es ankommt. Die Mitteilung finden Sie als PDF im Anhang.
message-authority-subject = Quittung über eine Zahlung: { $tenant }
message-authority = Diese Zahlung ist angekommen. Empfangen hat sie: { $tenant }. Die Quittung finden Sie als PDF im Anhang.
message-find-again = Unter diesem Link finden Sie die Quittung wieder:
message-no-answer = Bitte antworten Sie nicht auf diese E-Mail. Wir können Ihre Antwort nicht lesen.
message-address-erased = Ihre E-Mail-Adresse haben wir nur für diese Nachricht benutzt. Wir löschen sie nach dem Versand.
message-address-kept =
    Ihre E-Mail-Adresse heben wir { $days ->
        [one] { $days } Tag
       *[other] { $days } Tage
    } auf, um Ihnen schreiben zu können, falls wir Geld erstatten. Danach löschen wir sie.

## The slip of a notice

slip-title = So bezahlen Sie
slip-due = Zu zahlen bis
slip-online = Online bezahlen
slip-online-scan = Scannen Sie den Code mit der Kamera Ihres Telefons.
slip-online-type = Oder öffnen Sie diese Seite und geben Sie das Kassenzeichen ein:
slip-online-alt = QR-Code mit dem Link zur Seite, auf der Sie online bezahlen
slip-transfer = Überweisen
slip-transfer-scan = Scannen Sie den Code mit der App Ihrer Bank. Oder überweisen Sie selbst:
slip-transfer-alt = QR-Code mit den Daten der Überweisung; sie stehen auch daneben
slip-holder = Zahlungsempfänger
slip-iban = IBAN
slip-bic = BIC
slip-remittance = Verwendungszweck
slip-test = Test: Hier wird kein Geld bewegt.
