### Pages for people who pay. Short sentences, no abbreviations, nothing that frightens.

## What is paid, to whom, under which number

facts-payee = إلى
facts-description = مقابل
facts-kassenzeichen = رقم الدفع (Kassenzeichen)
items-caption = المبالغ بالتفصيل
items-description = مقابل
items-amount = المبلغ
items-total = المجموع

## Pay page

pay-title = دفع: { $service }
pay-preline = الدفع عبر الإنترنت لدى { $tenant }
pay-amount = المبلغ المطلوب
pay-with = الدفع عن طريق { $method }
pay-what-happens = ستنتقل إلى { $method } وتؤكد الدفع هناك. ثم تعود إلى هنا.
pay-privacy = لا نخبر { $method } بما تدفع مقابله.
pay-no-method = لا يمكنك الدفع هنا عبر الإنترنت في الوقت الحالي. يرجى التواصل مع الجهة المذكورة في أسفل هذه الصفحة.
pay-details = التفاصيل
pay-until = يمكنك الدفع حتى { $time }
pay-until-hint = بعد ذلك نغلق هذه العملية. ولن يُخصم حينها أي مبلغ.
pay-extend = طلب وقت إضافي
pay-cancel = إلغاء الدفع

pay-declined-title = رفض { $method } عملية الدفع
pay-declined-text = لم يُخصم أي مبلغ. حاول مرة أخرى. يمكنك أيضًا اختيار بطاقة أخرى أو حساب آخر لدى { $method }.
pay-cancelled-title = لم تدفع بعد
pay-cancelled-text = لقد عدت دون أن تدفع. لم يُخصم أي مبلغ.
pay-unreachable-title = لا يستجيب { $method } في الوقت الحالي
pay-unreachable-text = لم يُخصم أي مبلغ. يرجى المحاولة مرة أخرى بعد بضع دقائق.
pay-attempt-expired-title = انتهى وقت المحاولة الأخيرة
pay-attempt-expired-text = لم يُخصم أي مبلغ. يمكنك بدء الدفع من جديد.
pay-extended-title = لديك الآن وقت أطول
pay-extended-text = يمكنك الدفع حتى { $time }.

## An attempt is open at the provider

continue-title = لم يكتمل دفعك بعد
continue-text = لقد بدأت الدفع لدى { $method }. تابع هناك لإتمام الدفع.
continue-button = المتابعة لدى { $method }
continue-until = هذا ممكن حتى { $time }.

## We wait for the provider

processing-title = نتحقق من دفعك
processing-text = ننتظر التأكيد من { $method }. يستغرق ذلك عادةً بضع ثوانٍ فقط.
processing-not-again = يرجى عدم الدفع مرة أخرى.
processing-refreshes = تُحدَّث هذه الصفحة كل { $seconds } ثوانٍ
processing-stands-still = لا تُحدَّث هذه الصفحة من تلقاء نفسها
processing-close = يمكنك أيضًا إغلاق الصفحة. لن يضيع دفعك.
processing-refresh-now = التحديث الآن
processing-refresh-off = إيقاف التحديث التلقائي

## Paid

paid-title = لقد دفعت
paid-text = شكرًا لك. وصل دفعك إلى { $tenant }.
receipt-title = إيصال
receipt-test = تجربة: لم تُنقل أي أموال.
receipt-paid-at = تاريخ الدفع
receipt-method = طريقة الدفع
receipt-number = رقم الإيصال
receipt-pdf = الإيصال بصيغة PDF
receipt-print = يمكنك أيضًا طباعة هذه الصفحة.

## The attempt failed

failed-title = لم تنجح عملية الدفع
failed-alert-title = لم يُخصم أي مبلغ
failed-alert-text = لم يتمكن { $method } من تنفيذ الدفع. حاول مرة أخرى، مثلًا ببطاقة أخرى أو بحساب آخر.
failed-retry = المحاولة مرة أخرى عن طريق { $method }

## It is over without payment

ended-details = كان هذا بخصوص
cancelled-title = أُلغيت عملية الدفع
cancelled-text = لم يُخصم أي مبلغ.
expired-title = انتهى الوقت
expired-text = لم يعد هذا الدفع ممكنًا. لم يُخصم أي مبلغ.
ended-next-application = هل ما زلت تريد الدفع؟ ابدأ الدفع من جديد في المكان الذي قدمت فيه طلبك.
ended-next-notice = هل ما زلت تريد الدفع؟ ابحث عن إشعارك مرة أخرى.
ended-next-service = هل ما زلت تريد الدفع؟ املأ نموذج الخدمة مرة أخرى.

## Paid before

already-paid-title = هذا مدفوع بالفعل
already-paid-alert-title = تم الدفع في { $time }
already-paid-alert-text = لا يلزمك فعل أي شيء آخر. لم يُخصم المبلغ مرتين.
already-paid-receipt = عرض الإيصال

## Something is wrong

unknown-title = هذه الصفحة غير موجودة
unknown-text = لا نجد دفعًا لهذا الرابط.
unknown-next = ما يمكنك فعله
unknown-check = تحقق من أن الرابط كامل.
unknown-again = افتح الرابط مرة أخرى من الرسالة التي وصلتك.
unknown-ask = اسأل الجهة التي أرسلت إليك الرابط.
error-internal-title = حدث خطأ لدينا
error-internal-text = الخطأ ليس منك. يرجى المحاولة مرة أخرى بعد بضع دقائق.
error-unavailable-title = سنعود قريبًا
error-unavailable-text = الصفحة غير متاحة في الوقت الحالي. يرجى المحاولة مرة أخرى بعد بضع دقائق.
error-too-many-title = كانت الطلبات كثيرة جدًا
error-too-many-text = يرجى الانتظار دقيقة. ثم حاول مرة أخرى.
error-refused-title = لم نتمكن من قبول ذلك
error-refused-text = يرجى فتح الصفحة مرة أخرى عن طريق الرابط الخاص بك. ثم اضغط على الزر.
error-no-double = هل دفعت للتو؟ يرجى إذن عدم الدفع مرة أخرى. افتح الرابط الخاص بك من جديد: سترى هناك هل وصل دفعك.
error-reference = عند التواصل معنا يرجى ذكر هذا الرقم:

## A tenant's front page

home-title = الدفع عبر الإنترنت
home-text = تستقبل { $tenant } المدفوعات هنا.
home-link-title = هل وصلك رابط؟
home-link-text = افتح الرابط. سيأخذك مباشرةً إلى دفعك. لا تحتاج إلى تسجيل الدخول.
home-no-link-title = ليس لديك رابط؟
home-no-link-text = قدّم طلبك أولًا. في نهاية الطلب ستصل إلى هنا تلقائيًا.
home-safe-title = بياناتك
home-safe-text = لا تستخدم هذه الصفحات ملفات تعريف الارتباط. ولا يُحمَّل أي شيء من مزودين آخرين قبل أن تختار طريقة الدفع.
