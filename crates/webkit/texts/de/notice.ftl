### Paying a notice: what stands on paper becomes a payment.

## The form

notice-title = Bescheid bezahlen
notice-title-wrong = Fehler: { $title }
notice-wrong = Bitte prüfen Sie Ihre Eingaben
notice-lead = Sie haben einen Brief oder einen Zettel mit einem Kassenzeichen bekommen? Geben Sie es hier ein.
notice-number = Kassenzeichen
notice-number-hint = Es steht auf dem Bescheid. Leerzeichen, Punkte und Striche sind egal.
notice-pin = PIN
notice-pin-hint = Sie steht auf dem Bescheid.
notice-amount = Betrag
notice-amount-hint = So, wie er auf dem Bescheid steht. Zum Beispiel: 55,00
notice-birth = Geburtsdatum
notice-birth-hint = Das Geburtsdatum der Person, an die der Bescheid gerichtet ist. Zum Beispiel: 31.12.1980
notice-several = PIN, Betrag oder Geburtsdatum
notice-several-hint = Auf dem Bescheid steht, was wir von Ihnen brauchen. Steht dort nichts, lassen Sie das Feld leer.
notice-find = Bescheid suchen
notice-help-title = Sie finden das Kassenzeichen nicht?
notice-help-text = Es steht meist oben rechts auf dem Bescheid und noch einmal unten beim Bankkonto. Manche Bescheide nennen es Buchungszeichen oder Kassenkonto. Nehmen Sie das Aktenzeichen nur, wenn keine andere Nummer dort steht.

## What is wrong with the fields

notice-number-missing = Geben Sie das Kassenzeichen ein.
notice-number-length =
    Das Kassenzeichen hat { $expected ->
        [one] { $expected } Zeichen
       *[other] { $expected } Zeichen
    }. Sie haben { $length } eingegeben.
notice-number-character = Das Zeichen { $character } gehört nicht in ein Kassenzeichen.
notice-number-check-digit = Im Kassenzeichen ist eine Ziffer falsch, oder zwei sind vertauscht. Vergleichen Sie es noch einmal mit dem Bescheid.
notice-number-looks-like = Meinen Sie { $suggestion }? Ein Buchstabe und eine Ziffer sehen sich ähnlich.
notice-number-not-ours = Dieses Kassenzeichen gehört nicht zu dieser Behörde: { $tenant }. Vergleichen Sie es noch einmal mit dem Bescheid.
notice-not-found = Zu diesem Kassenzeichen finden wir nichts. Vergleichen Sie es noch einmal mit dem Bescheid.
notice-not-found-both = Zu diesen Angaben finden wir nichts. Vergleichen Sie beide Felder noch einmal mit dem Bescheid.
notice-too-many = Von hier kamen zu viele falsche Eingaben. Sie können es ab { $time } noch einmal versuchen.
notice-pin-wrong = Geben Sie die PIN ein, die auf dem Bescheid steht.
notice-amount-wrong = Geben Sie den Betrag so ein: 55,00
notice-birth-wrong = Geben Sie das Geburtsdatum so ein: 31.12.1980
notice-several-missing = Für diesen Bescheid brauchen wir eine Angabe: die PIN, den Betrag oder das Geburtsdatum.
notice-several-wrong = Geben Sie die PIN vom Bescheid ein, den Betrag so: 55,00 oder das Geburtsdatum so: 31.12.1980

## What was found

notice-one-title = Ihr Bescheid
notice-several-title = Ihre Bescheide
notice-open = Noch zu zahlen
notice-pay = { $amount } bezahlen
notice-pay-next = Im nächsten Schritt wählen Sie die Zahlungsart.
notice-part = Einen Teil bezahlen
notice-part-hint = Mindestens { $least }. Den Rest schulden Sie weiter, der Termin bleibt gleich.
notice-pay-part = Diesen Teil bezahlen
notice-part-not-an-amount = Geben Sie den Betrag so ein: 20,00
notice-part-too-small = Der Betrag muss mindestens { $least } sein.
notice-part-too-large = Das ist mehr, als noch zu zahlen ist.
notice-already-paid = Schon bezahlt
notice-due = Zu zahlen bis
notice-remove = Diesen Bescheid jetzt nicht bezahlen
notice-more-title = Noch einen Bescheid dazunehmen
notice-more-text = Sie können mehrere Bescheide zusammen bezahlen.
notice-add = Bescheid dazunehmen
notice-to-basket = Zurück zu den anderen Bescheiden
notice-changed-title = Es hat sich etwas geändert
notice-changed-text = Hier sehen Sie, was jetzt noch zu zahlen ist.
notice-not-together-title = Diese Bescheide können Sie nicht zusammen bezahlen
notice-not-together-text = Das Geld geht an verschiedene Konten. Bezahlen Sie die Bescheide nacheinander.
notice-too-little-title = Diesen Betrag können Sie nicht online bezahlen
notice-too-little-text = Online geht es ab { $least }. Überweisen Sie den Betrag.
notice-too-much-title = Diesen Betrag können Sie nicht online bezahlen
notice-too-much-text = Online geht es bis { $most }. Überweisen Sie den Betrag.
notice-too-much-several = Online geht es bis { $most }. Bezahlen Sie weniger Bescheide auf einmal, oder überweisen Sie den Betrag.
notice-too-often-title = Das Bezahlen wurde heute schon sehr oft begonnen
notice-too-often-text = Hier können Sie morgen wieder online bezahlen. Oder Sie überweisen den Betrag.
notice-lapsed-title = Bitte suchen Sie die Bescheide noch einmal
notice-lapsed-text = Die Seite lag zu lange offen. Die Bescheide von vorhin sind deshalb nicht mehr in der Liste.
notice-full-title = Mehr Bescheide gehen nicht auf einmal
notice-full-text = Bezahlen Sie zuerst diese. Danach können Sie weitere bezahlen.

## Why it cannot be paid now

notice-paid-title = Das ist schon bezahlt
notice-paid-text = Der Betrag ist vollständig bei uns angekommen.
notice-paid-next = Sie müssen nichts mehr tun.
notice-cancelled-title = Das müssen Sie nicht mehr bezahlen
notice-cancelled-text = Diese Forderung besteht nicht mehr.
notice-blocked-title = Das können Sie hier nicht mehr bezahlen
notice-blocked-text = Diese Forderung wird schon vollstreckt. Bezahlen Sie deshalb nicht hier.
notice-not-yet-title = Das können Sie noch nicht bezahlen
notice-not-yet-text = Sie können den Betrag ab { $day } hier bezahlen.
notice-not-yet-next = Kommen Sie dann mit demselben Kassenzeichen wieder.
notice-no-longer-title = Online können Sie das nicht mehr bezahlen
notice-no-longer-text = Das ging bis { $day }. Sie müssen den Betrag trotzdem bezahlen, zum Beispiel mit einer Überweisung.
notice-under-way-title = Eine Zahlung wird gerade geprüft
notice-under-way-text = Für diesen Bescheid läuft schon eine Zahlung. Bitte bezahlen Sie nicht noch einmal.
notice-under-way-next = Sehen Sie in einer Stunde noch einmal nach.
notice-paused-title = Das können Sie hier zurzeit nicht bezahlen
notice-paused-text = Online bezahlen ist für diese Art von Bescheid gerade nicht möglich.
notice-ask = Fragen Sie bei der Stelle nach, die unten auf dieser Seite steht.
notice-other = Einen anderen Bescheid bezahlen

## On the pages of a payment

pay-elsewhere-title = Für diesen Bescheid läuft schon eine Zahlung
pay-elsewhere-text = Hier wurde bisher kein Geld abgebucht. Sehen Sie in einer Stunde noch einmal nach, ob die andere Zahlung angekommen ist.
back-to-notices = Zurück zu den Bescheiden
home-notice-title = Sie haben einen Bescheid bekommen?
home-notice-text = Dann brauchen Sie nur das Kassenzeichen, das darauf steht.
