### Paying a notice: what stands on paper becomes a payment.

## The form

notice-title = Einen Bescheid bezahlen
notice-title-wrong = Etwas stimmt nicht: { $title }
notice-wrong = Bitte prüfen Sie Ihre Angaben
notice-lead =
    Ein Bescheid ist ein Brief vom Amt.
    Auf dem Bescheid steht ein Kassen·zeichen.
    Das ist eine Nummer.
    Schreiben Sie die Nummer in das Feld.
notice-number = Kassen·zeichen
notice-number-hint =
    Die Nummer steht auf dem Bescheid.
    Punkte und Striche sind egal.
notice-pin = Geheim·zahl
notice-pin-hint =
    Die Geheim·zahl steht auf dem Bescheid.
    Dort heißt sie PIN.
notice-amount = Betrag
notice-amount-hint =
    Schreiben Sie den Betrag vom Bescheid in das Feld.
    Zum Beispiel: 55,00
notice-birth = Geburts·tag
notice-birth-hint =
    Der Name von einer Person steht auf dem Bescheid.
    Schreiben Sie den Geburts·tag von dieser Person.
    Zum Beispiel: 31.12.1980
notice-several = Geheim·zahl, Betrag oder Geburts·tag
notice-several-hint =
    Auf dem Bescheid steht: Das brauchen wir von Ihnen.
    Steht dort nichts?
    Dann schreiben Sie hier nichts.
notice-find = Bescheid suchen
notice-help-title = Finden Sie das Kassen·zeichen nicht?
notice-help-text =
    Das Kassen·zeichen steht oft oben rechts auf dem Bescheid.
    Es steht auch unten bei der Konto·nummer.
    Manchmal heißt es Buchungs·zeichen.
    Manchmal heißt es Kassen·konto.

## What is wrong with the fields

notice-number-missing = Schreiben Sie das Kassen·zeichen in das Feld.
notice-number-length =
    Das Kassen·zeichen hat { $expected ->
        [one] { $expected } Zeichen
       *[other] { $expected } Zeichen
    }.
    Sie haben { $length } geschrieben.
notice-number-character =
    Das Zeichen { $character } ist nicht richtig.
    Es gehört nicht in ein Kassen·zeichen.
notice-number-check-digit =
    Eine Zahl im Kassen·zeichen ist falsch.
    Oder Sie haben zwei Zahlen vertauscht.
    Schauen Sie noch einmal auf den Bescheid.
notice-number-looks-like =
    Meinen Sie { $suggestion }?
    Manche Buchstaben sehen aus wie Zahlen.
notice-number-not-ours =
    Dieses Kassen·zeichen ist von einem anderen Amt.
    Hier bekommt das Geld: { $tenant }.
    Schauen Sie noch einmal auf den Bescheid.
notice-not-found =
    Wir finden dieses Kassen·zeichen nicht.
    Schauen Sie noch einmal auf den Bescheid.
notice-not-found-both =
    Wir finden dazu nichts.
    Schauen Sie noch einmal auf den Bescheid.
    Prüfen Sie beide Felder.
notice-too-many =
    Es war zu oft falsch.
    Bitte warten Sie.
    Versuchen Sie es ab { $time } noch einmal.
notice-pin-wrong = Schreiben Sie die Geheim·zahl vom Bescheid in das Feld.
notice-amount-wrong = Schreiben Sie den Betrag so in das Feld: 55,00
notice-birth-wrong = Schreiben Sie den Geburts·tag so in das Feld: 31.12.1980
notice-several-missing =
    Wir brauchen noch etwas von Ihnen.
    Schreiben Sie die Geheim·zahl in das Feld.
    Oder schreiben Sie den Betrag.
    Oder schreiben Sie den Geburts·tag.
notice-several-wrong =
    Schreiben Sie die Geheim·zahl vom Bescheid in das Feld.
    Oder schreiben Sie den Betrag so: 55,00.
    Oder schreiben Sie den Geburts·tag so: 31.12.1980

## What was found

notice-one-title = Ihr Bescheid
notice-several-title = Ihre Bescheide
notice-open = So viel müssen Sie noch bezahlen
notice-pay = { $amount } bezahlen
notice-pay-next = Auf der nächsten Seite wählen Sie: So möchte ich bezahlen.
notice-part = Nur einen Teil bezahlen
notice-part-hint =
    { $least } oder mehr.
    Den Rest müssen Sie auch bezahlen.
    Der Termin bleibt gleich.
notice-pay-part = Diesen Teil bezahlen
notice-part-not-an-amount = Schreiben Sie den Betrag so in das Feld: 20,00
notice-part-too-small =
    Der Betrag ist zu klein.
    Richtig ist: { $least } oder mehr.
notice-part-too-large =
    Der Betrag ist zu groß.
    So viel müssen Sie nicht mehr bezahlen.
notice-already-paid = So viel ist schon bezahlt
notice-due = Bezahlen Sie bis
notice-remove = Diesen Bescheid jetzt nicht bezahlen
notice-more-title = Noch einen Bescheid bezahlen
notice-more-text = Sie können mehrere Bescheide auf einmal bezahlen.
notice-add = Diesen Bescheid auch bezahlen
notice-to-basket = Zurück zu den anderen Bescheiden
notice-changed-title = Etwas ist jetzt anders
notice-changed-text = Hier steht: So viel müssen Sie jetzt noch bezahlen.
notice-not-together-title = Sie können diese Bescheide nicht zusammen bezahlen
notice-not-together-text =
    Das Geld kommt auf verschiedene Konten.
    Bezahlen Sie zuerst einen Bescheid.
    Bezahlen Sie danach den anderen Bescheid.
notice-too-little-title = Der Betrag ist zu klein für das Internet
notice-too-little-text =
    Im Internet geht es ab { $least }.
    Bezahlen Sie bei Ihrer Bank.
notice-too-much-title = Der Betrag ist zu groß für das Internet
notice-too-much-text =
    Im Internet geht es bis { $most }.
    Bezahlen Sie bei Ihrer Bank.
notice-too-much-several =
    Im Internet geht es bis { $most }.
    Bezahlen Sie weniger Bescheide auf einmal.
    Oder bezahlen Sie bei Ihrer Bank.
notice-too-often-title = Das Bezahlen geht heute hier nicht mehr
notice-too-often-text =
    Sie können morgen wieder hier bezahlen.
    Oder Sie überweisen das Geld mit Ihrer Bank.
notice-lapsed-title = Die Seite war zu lange offen
notice-lapsed-text =
    Ihre Liste ist jetzt leer.
    Bitte suchen Sie die Bescheide noch einmal.
notice-full-title = Mehr Bescheide gehen nicht auf einmal
notice-full-text =
    Bezahlen Sie zuerst diese Bescheide.
    Danach können Sie andere bezahlen.

## Why it cannot be paid now

notice-paid-title = Das ist schon bezahlt
notice-paid-text = Wir haben das ganze Geld bekommen.
notice-paid-next = Sie müssen nichts mehr tun.
notice-cancelled-title = Das müssen Sie nicht mehr bezahlen
notice-cancelled-text = Sie müssen nichts bezahlen.
notice-blocked-title = Das können Sie hier nicht mehr bezahlen
notice-blocked-text =
    Das Amt treibt das Geld schon ein.
    Das heißt: Vollstreckung.
    Bezahlen Sie nicht hier.
notice-not-yet-title = Das können Sie noch nicht bezahlen
notice-not-yet-text = Sie können ab { $day } hier bezahlen.
notice-not-yet-next =
    Kommen Sie dann wieder.
    Nehmen Sie dasselbe Kassen·zeichen.
notice-no-longer-title = Das geht nicht mehr im Internet
notice-no-longer-text =
    Im Internet ging es bis { $day }.
    Sie müssen trotzdem bezahlen.
    Bezahlen Sie zum Beispiel bei Ihrer Bank.
notice-under-way-title = Wir prüfen gerade eine Zahlung
notice-under-way-text =
    Eine Zahlung für diesen Bescheid läuft noch.
    Wir prüfen das.
    Bitte bezahlen Sie nicht noch einmal.
notice-under-way-next = Schauen Sie in einer Stunde noch einmal nach.
notice-paused-title = Das können Sie hier gerade nicht bezahlen
notice-paused-text = Im Moment geht das nicht im Internet.
notice-ask =
    Bitte fragen Sie nach.
    Die Adresse steht unten auf dieser Seite.
notice-other = Einen anderen Bescheid bezahlen

## On the pages of a payment

pay-elsewhere-title = Eine Zahlung läuft schon
pay-elsewhere-text =
    Hier haben Sie bis jetzt kein Geld bezahlt.
    Schauen Sie in einer Stunde noch einmal nach.
back-to-notices = Zurück zu den Bescheiden
home-notice-title = Haben Sie einen Bescheid bekommen?
home-notice-text =
    Ein Bescheid ist ein Brief vom Amt.
    Sie brauchen nur das Kassen·zeichen.
    Es steht auf dem Bescheid.
