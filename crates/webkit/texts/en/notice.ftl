### Paying a notice: what stands on paper becomes a payment.

## The form

notice-title = Pay a notice
notice-title-wrong = Error: { $title }
notice-wrong = Please check what you entered
notice-lead = Have you received a letter or a ticket with a reference number (Kassenzeichen)? Enter it here.
notice-number = Reference number (Kassenzeichen)
notice-number-hint = It is on the notice. Spaces, dots and dashes do not matter.
notice-pin = PIN
notice-pin-hint = It is on the notice.
notice-amount = Amount
notice-amount-hint = As it is on the notice. For example: 55.00
notice-birth = Date of birth
notice-birth-hint = Of the person the notice is addressed to. For example: 31.12.1980
notice-several = PIN, amount or date of birth
notice-several-hint = The notice says which of them we need. If it says nothing, leave this empty.
notice-find = Continue
notice-help-title = You cannot find the reference number?
notice-help-text = It is usually at the top right of the notice, and again at the bottom near the bank account. Some notices call it Aktenzeichen or Verwendungszweck.

## What is wrong with the fields

notice-number-missing = Enter the reference number.
notice-number-length = The reference number has { $expected } characters. You entered { $length }.
notice-number-character = The character { $character } does not belong in a reference number.
notice-number-check-digit = One digit of the reference number is wrong, or two are swapped. Compare it with the notice again.
notice-number-looks-like = Do you mean { $suggestion }? A letter and a digit look alike.
notice-number-not-ours = This reference number is not from { $tenant }. Compare it with the notice again.
notice-not-found = We find nothing for this reference number. Compare it with the notice again.
notice-not-found-both = We find nothing for what you entered. Compare both fields with the notice again.
notice-too-many = There were too many wrong entries from here. You can try again from { $time }.
notice-pin-wrong = Enter the PIN that is on the notice.
notice-amount-wrong = Enter the amount like this: 55.00
notice-birth-wrong = Enter the date of birth like this: 31.12.1980
notice-several-missing = For this notice we need one more thing: the PIN, the amount or the date of birth.
notice-several-wrong = Enter the PIN from the notice, the amount like this: 55.00, or the date of birth like this: 31.12.1980

## What was found

notice-one-title = Your notice
notice-several-title = Your notices
notice-open = Still to pay
notice-pay = Pay { $amount }
notice-pay-next = In the next step you choose how to pay.
notice-part = Pay a part
notice-part-hint = At least { $least }. You still owe the rest.
notice-pay-part = Pay this part
notice-part-not-an-amount = Enter the amount like this: 20.00
notice-part-too-small = The amount must be at least { $least }.
notice-part-too-large = That is more than there is to pay.
notice-already-paid = Already paid
notice-due = To be paid by
notice-remove = Leave this notice out
notice-more-title = Add another notice
notice-more-text = You can pay several notices together.
notice-add = Add this notice
notice-to-basket = Back to the other notices
notice-changed-title = Something has changed
notice-changed-text = Here you see what is to be paid now.
notice-not-together-title = You cannot pay these notices together
notice-not-together-text = The money goes to different accounts. Leave one notice out and pay it afterwards.
notice-outside-limits-title = This amount cannot be paid online
notice-outside-limits-text = Pay fewer notices at once. Or transfer the amount from your bank.
notice-full-title = No more notices fit
notice-full-text = Pay these first. Then you can pay others.

## Why it cannot be paid now

notice-paid-title = This has been paid
notice-paid-text = The whole amount has arrived.
notice-paid-next = You need not do anything.
notice-cancelled-title = You need not pay this any more
notice-cancelled-text = The notice was withdrawn.
notice-blocked-title = You cannot pay this here any more
notice-blocked-text = This debt is being collected already. A payment here would cross with that.
notice-not-yet-title = You cannot pay this yet
notice-not-yet-text = You can pay it here from { $day }.
notice-not-yet-next = Come back then with the same reference number.
notice-no-longer-title = The time to pay is over
notice-no-longer-text = It could be paid online until { $day }.
notice-under-way-title = A payment is being checked
notice-under-way-text = A payment for this notice is under way. Please do not pay again.
notice-under-way-next = Look again in an hour.
notice-paused-title = You cannot pay this here at present
notice-paused-text = Paying online is not possible for this kind of notice just now.
notice-ask = Ask the office named at the bottom of this page.
notice-other = Pay another notice

## On the pages of a payment

pay-elsewhere-title = Somebody else is paying the same just now
pay-elsewhere-text = No money was taken. Look again in an hour whether the other payment has arrived.
back-to-notices = Back to the notices
home-notice-title = Have you received a notice?
home-notice-text = Then you only need the reference number (Kassenzeichen) on it.
