### en: what a program must know about this language.

# Its own name, as people who speak it look for it.
language-name = English
# Its place in the list of languages.
language-place = 3
# The tag browsers, screen readers and PDF readers know it by.
language-html = en
# ltr: from left to right, rtl: from right to left.
language-direction = ltr
# Which part of the font it needs beside Latin, so that browsers fetch it at once.
language-letters = latin
# lines: each sentence on a line of its own; flow: sentences follow one another.
language-sentences = flow
# Words that pages show in bold, as Leichte Sprache asks of negations; none elsewhere.
language-bold = { "" }
language-decimal = { "." }
language-thousands = { "," }
language-money = { $sign }€{ $amount }
language-months = January February March April May June July August September October November December
language-date = { $day }{ "\u00A0" }{ $month } { $year }
language-time = { $hour }:{ $minute }
language-time-summer = { $time } (summer time)
language-time-winter = { $time } (winter time)
language-date-time = { $date }, { $time }
