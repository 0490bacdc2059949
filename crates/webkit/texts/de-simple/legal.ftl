### What the platform can say for an authority that did not write these pages itself.

contact-title = So erreichen Sie uns

## Imprint

imprint-publisher = Diese Seiten sind von
imprint-platform = Die Technik
imprint-platform-text =
    Diese Seiten laufen mit einem Programm.
    Das Programm heißt Zahlstelle.
    Alle Ämter dürfen es benutzen.

## Contact

contact-text =
    Haben Sie Fragen zu einer Zahlung?
    Wir helfen Ihnen gern.
contact-ready = Das brauchen wir von Ihnen
contact-ready-text =
    Sagen Sie uns bitte Ihr Kassen·zeichen.
    Das ist eine Nummer.
    Sie steht auf Ihrem Brief.
    Sie steht auch auf der Quittung.
    Eine Quittung ist ein Beweis für eine Zahlung.

## Accessibility statement

accessibility-text = { $tenant } sagt: Alle Menschen sollen diese Seiten benutzen können.
accessibility-state = So gut kann man die Seiten benutzen
accessibility-state-text =
    Es gibt Regeln für gute Internet·seiten.
    Diese Regeln sind unser Ziel.
    Ein Programm prüft jede Seite.
    Das Programm findet nicht jeden Fehler.
accessibility-keyboard =
    Sie brauchen keine Maus.
    Es geht auch mit der Tastatur.
accessibility-sight =
    Sie können die Seiten größer machen.
    Sie können sich die Seiten vorlesen lassen.
accessibility-time =
    Brauchen Sie mehr Zeit?
    Dann drücken Sie auf den Knopf für mehr Zeit.
accessibility-receipt =
    Sie können sich die Quittung vorlesen lassen.
    Eine Quittung ist ein Beweis für eine Zahlung.
accessibility-gaps = Das fehlt noch
accessibility-gaps-language =
    Unsere Texte gibt es in Leichter Sprache.
    Es gibt sie auch in anderen Sprachen.
    Texte vom Amt gibt es oft nur in schwerem Deutsch.
accessibility-gaps-tested =
    Menschen mit Behinderung haben die Seiten noch nicht geprüft.
    Auch die Leichte Sprache ist noch nicht geprüft.
accessibility-limits = Das können wir nicht ändern
accessibility-limits-text =
    Bezahlen Sie bei einer anderen Firma?
    Dann macht diese Firma die Seite.
    Oder schicken Sie das Geld mit Ihrer Bank?
    Dann macht Ihre Bank die Seite.
accessibility-report = Kommen Sie nicht weiter?
accessibility-report-text =
    Bitte sagen Sie es uns.
    Wir helfen Ihnen beim Bezahlen.
accessibility-enforcement = Hilft unsere Antwort nicht?
accessibility-enforcement-text =
    Oder bekommen Sie keine Antwort?
    Dann gibt es eine andere Stelle.
    Sie heißt: Schlichtungs·stelle.
    Die Schlichtungs·stelle hilft bei Streit um Barriere·freiheit.
accessibility-enforcement-link = Zur Schlichtungs·stelle

## Privacy

privacy-who = Wer passt auf Ihre Daten auf?
privacy-what = Das speichern wir
privacy-what-text =
    Wir speichern den Betrag von Ihrer Zahlung.
    Wir speichern den Grund für die Zahlung.
    Wir speichern Ihr Kassen·zeichen.
    Wir speichern auch den Tag und die Uhrzeit.
    Die andere Firma sagt uns Ihren Namen nicht.
    Sie sagt uns auch Ihr Konto nicht.
privacy-transfer-text =
    Schicken Sie das Geld mit Ihrer Bank?
    Dann bekommen wir Ihren Namen.
    Wir bekommen auch Ihren Verwendungs·zweck.
    Der Verwendungs·zweck sagt: Dafür ist das Geld.
    Das alles speichern wir.
privacy-typed-text =
    Schreiben Sie etwas in ein Feld?
    Dann speichern wir Ihre Angaben.
    Suchen Sie einen Bescheid?
    Dann vergleichen wir Ihre Angaben nur.
privacy-mail-text =
    Möchten Sie die Quittung mit einer E-Mail?
    Eine Quittung ist ein Beweis für eine Zahlung.
    Dann speichern wir Ihre E-Mail-Adresse.
    Auf der Seite steht: Dann löschen wir die Adresse.
privacy-guess-text =
    Fremde sollen Ihren Bescheid nicht finden.
    Darum zählen wir falsche Eingaben.
    Dafür merken wir uns kurz eine Prüf·zahl.
    Die Prüf·zahl kommt aus einem Teil von Ihrer Internet·adresse.
privacy-keep-text = Gesetze sagen: So lange müssen wir die Zahlungen speichern.
privacy-provider = Das erfährt die andere Firma
privacy-provider-text =
    Sie bezahlen bei einer anderen Firma.
    Die Firma erfährt von uns: den Betrag, das Kassen·zeichen und unseren Namen.
    Sie erfährt auch Ihre Sprache.
    Am Handy erfährt sie auch den Namen von Ihrem Browser.
    Ein Browser ist ein Programm für das Internet.
    Wir sagen der Firma nicht: Dafür bezahlen Sie.
    Die Firma speichert auch selbst etwas über Sie.
    Das steht auf der Seite von der Firma.
privacy-device = Das passiert auf Ihrem Gerät
privacy-device-text =
    Diese Seiten speichern nichts auf Ihrem Gerät.
    Niemand beobachtet Sie.
privacy-rights = Das sind Ihre Rechte
privacy-rights-text =
    Sie dürfen fragen: Das wissen Sie über mich?
    Ist etwas falsch?
    Dann müssen wir es ändern.
    Sie dürfen sagen: Löschen Sie meine Daten.
    Sie dürfen auch sagen: Benutzen Sie meine Daten nicht mehr.
    Manchmal verbietet ein Gesetz das Löschen.
    Daten·schutz heißt: Niemand darf Ihre Daten einfach benutzen.
    Beim Amt gibt es Fach·leute für Daten·schutz.
    Schreiben Sie an die Adresse oben.
    Sie dürfen sich auch beschweren.
    Das geht bei der Stelle für Daten·schutz in Ihrem Bundes·land.
