### de: what a program must know about this language.

# Its own name, as people who speak it look for it.
language-name = Deutsch
# Its place in the list of languages.
language-place = 1
# The tag browsers, screen readers and PDF readers know it by.
language-html = de
# ltr: from left to right, rtl: from right to left.
language-direction = ltr
# Which part of the font it needs beside Latin, so that browsers fetch it at once.
language-letters = latin
# lines: each sentence on a line of its own; flow: sentences follow one another.
language-sentences = flow
# Words that pages show in bold, as Leichte Sprache asks of negations; none elsewhere.
language-bold = { "" }
language-decimal = { "," }
language-thousands = { "." }
language-money = { $sign }{ $amount }{ "\u00A0" }€
language-months = Januar Februar März April Mai Juni Juli August September Oktober November Dezember
language-date = { $day }.{ "\u00A0" }{ $month } { $year }
language-time = { $hour }:{ $minute }{ "\u00A0" }Uhr
language-time-summer = { $time } (Sommerzeit)
language-time-winter = { $time } (Winterzeit)
language-date-time = { $date }, { $time }
