### ar: what a program must know about this language.

# Its own name, as people who speak it look for it.
language-name = العربية
# Its place in the list of languages.
language-place = 6
# The tag browsers, screen readers and PDF readers know it by.
language-html = ar
# ltr: from left to right, rtl: from right to left.
language-direction = rtl
# Which part of the font it needs beside Latin, so that browsers fetch it at once.
language-letters = arabic
# lines: each sentence on a line of its own; flow: sentences follow one another.
language-sentences = flow
# Words that pages show in bold, as Leichte Sprache asks of negations; none elsewhere.
language-bold = { "" }
language-decimal = { "," }
language-thousands = { "." }
language-money = { $sign }{ $amount }{ "\u00A0" }€
language-months = يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر
language-date = { $day }{ "\u00A0" }{ $month } { $year }
language-time = { $hour }:{ $minute }
language-time-summer = { $time } (التوقيت الصيفي)
language-time-winter = { $time } (التوقيت الشتوي)
language-date-time = { $date }، الساعة { $time }
