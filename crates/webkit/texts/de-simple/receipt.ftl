### The receipt again: by e-mail, by link, refunds, and the slip of a notice.

## The form on the receipt page

mail-ask-title = Quittung mit einer E-Mail bekommen
mail-ask-text =
    Eine Quittung ist ein Beweis für eine Zahlung.
    Wir schicken Ihnen die Quittung als Datei.
    Die Datei heißt PDF.
mail-ask-label = Ihre E-Mail-Adresse
mail-ask-hint = Ein Beispiel: name@example.com
mail-ask-send = Quittung schicken
mail-ask-errors = Etwas stimmt noch nicht
mail-ask-wrong =
    Schreiben Sie hier Ihre E-Mail-Adresse.
    Ein Beispiel: name@example.com
mail-address-erased = Danach löschen wir Ihre E-Mail-Adresse.
mail-address-kept =
    Wir speichern Ihre E-Mail-Adresse { $days ->
        [one] { $days } Tag
       *[other] { $days } Tage
    } lang.
    Manchmal zahlen wir Geld zurück.
    Dann schreiben wir Ihnen.
    Nach dieser Zeit löschen wir die Adresse.
mail-sent-title = Wir schicken Ihnen die Quittung
mail-sent-text =
    Die E-Mail kommt oft in ein paar Minuten.
    Kommt keine E-Mail?
    Dann schauen Sie auch im Ordner Spam.
    Im Ordner Spam liegt oft Werbung.
mail-many-title = Wir haben Ihnen die Quittung heute schon geschickt
mail-many-text =
    Sie können die Quittung hier als Datei laden.
    Ab morgen schicken wir wieder eine E-Mail.

## Finding it again

receipt-again-title = So finden Sie die Quittung wieder
receipt-again-text =
    Speichern Sie diesen Link.
    Ein Link ist eine Adresse im Internet.
    Geben Sie den Link nicht weiter.
    Mit dem Link kann jeder Ihre Zahlung sehen.

## Money went back

refund-title = Wir haben Geld an Sie zurückgezahlt
refund-line = { $amount } am { $time }
refund-where =
    Das Geld kommt auf demselben Weg zurück.
    So haben Sie auch bezahlt.
    Das kann ein paar Tage dauern.
refund-transferred =
    Wir überweisen Ihnen das Geld.
    Das kann ein paar Tage dauern.
refund-pdf = Brief zur Rück·zahlung als Datei laden (PDF)
refund-pdf-title = Brief zur Rück·zahlung
refund-pdf-amount = So viel zahlen wir zurück
refund-pdf-at = Der Tag
refund-pdf-items = Alle Rück·zahlungen
refund-pdf-item = Der Tag
refund-pdf-valid =
    Ein Computer hat diesen Brief gemacht.
    Er gilt auch ohne Unter·schrift.
refund-pdf-note =
    Bezahlt haben Sie { $amount }.
    Das war am { $time }.

## Letters

message-hello = Guten Tag,
message-receipt-subject = Ihre Quittung: { $tenant }
message-receipt =
    Ihr Geld ist angekommen.
    Bekommen hat es: { $tenant }.
    Die Quittung ist bei dieser E-Mail.
    Eine Quittung ist ein Beweis für eine Zahlung.
    Sie ist eine Datei.
    Die Datei heißt PDF.
message-refund-subject = Rück·zahlung: { $tenant }
message-refund =
    { $tenant } hat Geld an Sie zurückgezahlt.
    Das kann ein paar Tage dauern.
    Ein Brief darüber ist bei dieser E-Mail.
    Er ist eine Datei.
    Die Datei heißt PDF.
message-authority-subject = Quittung für eine Zahlung: { $tenant }
message-authority =
    Diese Zahlung ist angekommen.
    Bekommen hat das Geld: { $tenant }.
    Die Quittung ist bei dieser E-Mail.
    Eine Quittung ist ein Beweis für eine Zahlung.
    Sie ist eine Datei.
    Die Datei heißt PDF.
message-find-again = Hier finden Sie alles im Internet wieder:
message-no-answer =
    Bitte antworten Sie nicht auf diese E-Mail.
    Wir können Ihre Antwort nicht lesen.
message-address-erased =
    Wir brauchen Ihre E-Mail-Adresse nur für diese E-Mail.
    Wir löschen die Adresse.
message-address-kept =
    Wir speichern Ihre E-Mail-Adresse { $days ->
        [one] { $days } Tag
       *[other] { $days } Tage
    } lang.
    Manchmal zahlen wir Geld zurück.
    Dann schreiben wir Ihnen.
    Nach dieser Zeit löschen wir die Adresse.

## The slip of a notice

slip-title = So bezahlen Sie
slip-due = Bezahlen Sie bis
slip-online = Im Internet bezahlen
slip-online-scan =
    Nehmen Sie Ihr Handy.
    Zeigen Sie mit der Kamera auf das Bild.
    Das Bild hat kleine Kästchen.
slip-online-type =
    Oder öffnen Sie diese Seite.
    Schreiben Sie dort das Kassen·zeichen hinein:
slip-online-alt =
    Ein Bild mit kleinen Kästchen.
    Es führt zu der Seite im Internet.
slip-transfer = Mit der Bank bezahlen
slip-transfer-scan =
    Öffnen Sie die App von Ihrer Bank.
    Zeigen Sie mit der Kamera auf das Bild.
    Oder schreiben Sie die Über·weisung selbst:
slip-transfer-alt =
    Ein Bild mit kleinen Kästchen.
    Darin steht alles für die Über·weisung.
    Es steht auch daneben.
slip-holder = Das Geld bekommt
slip-iban = Konto·nummer (IBAN)
slip-bic = Nummer von der Bank (BIC)
slip-remittance = Dafür ist das Geld (Verwendungs·zweck)
slip-test =
    Das ist ein Test.
    Sie müssen nichts bezahlen.
