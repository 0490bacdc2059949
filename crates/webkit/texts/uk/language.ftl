### uk: what a program must know about this language.

# Its own name, as people who speak it look for it.
language-name = Українська
# Its place in the list of languages.
language-place = 5
# The tag browsers, screen readers and PDF readers know it by.
language-html = uk
# ltr: from left to right, rtl: from right to left.
language-direction = ltr
# Which part of the font it needs beside Latin, so that browsers fetch it at once.
language-letters = cyrillic
# lines: each sentence on a line of its own; flow: sentences follow one another.
language-sentences = flow
# Words that pages show in bold, as Leichte Sprache asks of negations; none elsewhere.
language-bold = { "" }
language-decimal = { "," }
language-thousands = { "\u00A0" }
language-money = { $sign }{ $amount }{ "\u00A0" }€
language-months = січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня
language-date = { $day }{ "\u00A0" }{ $month } { $year }{ "\u00A0" }року
language-time = { $hour }:{ $minute }
language-time-summer = { $time } (літній час)
language-time-winter = { $time } (зимовий час)
language-date-time = { $date }, { $time }
