### Paying a notice: what stands on paper becomes a payment.

## The form

notice-title = Einen Bescheid bezahlen
notice-title-wrong = Etwas stimmt nicht: { $title }
notice-wrong = Bitte prüfen Sie, was Sie geschrieben haben
notice-lead = Ein Bescheid ist ein Brief vom Amt. Auf dem Bescheid steht ein Kassen·zeichen. Das ist eine Nummer. Schreiben Sie die Nummer hier auf.
notice-number = Kassen·zeichen
notice-number-hint = Die Nummer steht auf dem Bescheid. Punkte und Striche sind egal.
notice-pin = Geheim·zahl
notice-pin-hint = Die Geheim·zahl steht auf dem Bescheid. Dort heißt sie PIN.
notice-amount = Betrag
notice-amount-hint = Schreiben Sie den Betrag vom Bescheid ab. Zum Beispiel: 55,00
notice-birth = Geburts·datum
notice-birth-hint = Wer hat den Bescheid bekommen? Schreiben Sie auf, wann diese Person geboren ist. Zum Beispiel: 31.12.1980
notice-several = Geheim·zahl, Betrag oder Geburts·datum
notice-several-hint = Auf dem Bescheid steht, was wir brauchen. Steht dort nichts? Dann schreiben Sie hier nichts.
notice-find = Weiter
notice-help-title = Finden Sie das Kassen·zeichen nicht?
notice-help-text = Das Kassen·zeichen steht oft oben rechts auf dem Bescheid. Es steht auch unten bei der Konto·nummer. Manchmal hat es einen anderen Namen. Zum Beispiel: Akten·zeichen.

## What is wrong with the fields

notice-number-missing = Schreiben Sie das Kassen·zeichen auf.
notice-number-length = Das Kassen·zeichen hat { $expected } Zeichen. Sie haben { $length } Zeichen geschrieben.
notice-number-character = Das Zeichen { $character } ist nicht richtig. Es gehört nicht in ein Kassen·zeichen.
notice-number-check-digit = Eine Zahl im Kassen·zeichen ist falsch. Oder Sie haben zwei Zahlen vertauscht. Schauen Sie noch einmal auf den Bescheid.
notice-number-looks-like = Meinen Sie { $suggestion }? Manche Buchstaben sehen aus wie Zahlen.
notice-number-not-ours = Dieses Kassen·zeichen ist nicht von { $tenant }. Schauen Sie noch einmal auf den Bescheid.
notice-not-found = Wir finden dieses Kassen·zeichen nicht. Schauen Sie noch einmal auf den Bescheid.
notice-not-found-both = Wir finden dazu nichts. Schauen Sie noch einmal auf den Bescheid. Prüfen Sie beide Felder.
notice-too-many = Es war zu oft falsch. Bitte warten Sie. Sie können es ab { $time } noch einmal versuchen.
notice-pin-wrong = Schreiben Sie die Geheim·zahl vom Bescheid auf.
notice-amount-wrong = Schreiben Sie den Betrag so auf: 55,00
notice-birth-wrong = Schreiben Sie das Geburts·datum so auf: 31.12.1980
notice-several-missing = Wir brauchen noch etwas von Ihnen. Schreiben Sie die Geheim·zahl auf, den Betrag oder das Geburts·datum.
notice-several-wrong = Schreiben Sie die Geheim·zahl vom Bescheid auf. Oder den Betrag so: 55,00. Oder das Geburts·datum so: 31.12.1980

## What was found

notice-one-title = Ihr Bescheid
notice-several-title = Ihre Bescheide
notice-open = So viel müssen Sie noch bezahlen
notice-pay = { $amount } bezahlen
notice-pay-next = Auf der nächsten Seite sagen Sie, wie Sie bezahlen wollen.
notice-part = Nur einen Teil bezahlen
notice-part-hint = Der Teil muss mindestens { $least } sein. Den Rest müssen Sie später bezahlen.
notice-pay-part = Diesen Teil bezahlen
notice-part-not-an-amount = Schreiben Sie den Betrag so auf: 20,00
notice-part-too-small = Der Betrag ist zu klein. Er muss mindestens { $least } sein.
notice-part-too-large = Der Betrag ist zu groß. So viel müssen Sie nicht mehr bezahlen.
notice-already-paid = So viel ist schon bezahlt
notice-due = Bezahlen Sie bis
notice-remove = Diesen Bescheid jetzt nicht bezahlen
notice-more-title = Noch einen Bescheid bezahlen
notice-more-text = Sie können mehrere Bescheide auf einmal bezahlen.
notice-add = Dazunehmen
notice-to-basket = Zurück zu den anderen Bescheiden
notice-changed-title = Etwas ist jetzt anders
notice-changed-text = Hier steht, was Sie jetzt noch bezahlen müssen.
notice-not-together-title = Sie können diese Bescheide nicht zusammen bezahlen
notice-not-together-text = Das Geld kommt auf verschiedene Konten. Nehmen Sie einen Bescheid weg. Bezahlen Sie ihn danach.
notice-outside-limits-title = So viel Geld geht hier nicht
notice-outside-limits-text = Bezahlen Sie weniger Bescheide auf einmal. Oder bezahlen Sie bei Ihrer Bank.
notice-full-title = Mehr Bescheide gehen nicht
notice-full-text = Bezahlen Sie zuerst diese Bescheide. Danach können Sie andere bezahlen.

## Why it cannot be paid now

notice-paid-title = Das ist schon bezahlt
notice-paid-text = Wir haben das ganze Geld bekommen.
notice-paid-next = Sie müssen nichts mehr tun.
notice-cancelled-title = Das müssen Sie nicht mehr bezahlen
notice-cancelled-text = Dieser Bescheid gilt nicht mehr.
notice-blocked-title = Das können Sie hier nicht mehr bezahlen
notice-blocked-text = Das Amt holt sich dieses Geld schon auf einem anderen Weg.
notice-not-yet-title = Das können Sie noch nicht bezahlen
notice-not-yet-text = Sie können ab { $day } hier bezahlen.
notice-not-yet-next = Kommen Sie dann wieder. Nehmen Sie dasselbe Kassen·zeichen.
notice-no-longer-title = Die Zeit ist vorbei
notice-no-longer-text = Sie konnten bis { $day } hier bezahlen.
notice-under-way-title = Wir prüfen gerade eine Zahlung
notice-under-way-text = Jemand hat für diesen Bescheid schon bezahlt. Wir prüfen das. Bitte bezahlen Sie nicht noch einmal.
notice-under-way-next = Schauen Sie in einer Stunde noch einmal nach.
notice-paused-title = Das können Sie hier gerade nicht bezahlen
notice-paused-text = Im Moment geht das nicht im Internet.
notice-ask = Bitte fragen Sie nach. Unten auf dieser Seite steht, wen Sie fragen können.
notice-other = Einen anderen Bescheid bezahlen

## On the pages of a payment

pay-elsewhere-title = Jemand anderes bezahlt das gerade
pay-elsewhere-text = Sie haben kein Geld bezahlt. Schauen Sie in einer Stunde noch einmal nach.
back-to-notices = Zurück zu den Bescheiden
home-notice-title = Haben Sie einen Bescheid bekommen?
home-notice-text = Dann brauchen Sie nur das Kassen·zeichen. Es steht auf dem Bescheid.
