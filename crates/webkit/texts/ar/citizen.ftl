### Pages for people who pay. Short sentences, no abbreviations, nothing that frightens.

## What is paid, to whom, under which number

facts-payee = الجهة المستفيدة
facts-description = مقابل
facts-kassenzeichen = رقم الدفع (Kassenzeichen)
facts-kassenzeichen-text = تُسجَّل دفعتك لدى الجهة تحت هذا الرقم.
items-caption = المبالغ بالتفصيل
items-description = مقابل
items-amount = المبلغ
items-total = المجموع

## Pay page

pay-title = دفع: { $service }
pay-preline = الدفع عبر الإنترنت: { $tenant }
pay-amount = المبلغ المطلوب
pay-with = الدفع عن طريق { $method }
pay-what-happens = ستنتقل إلى { $method } وتؤكد الدفع هناك. ثم تعود إلى هنا.
pay-privacy = لا نخبر { $method } بما تدفع مقابله. يعرف مزود الدفع منا المبلغ ورقم الدفع واسم الجهة.
pay-no-method = لا يمكنك الدفع هنا عبر الإنترنت في الوقت الحالي. يرجى التواصل مع الجهة المذكورة في أسفل هذه الصفحة.
pay-details = التفاصيل
pay-until = يمكنك الدفع حتى { $time }
pay-until-hint = بعد ذلك لا يمكن الدفع في هذه الصفحة. وإذا لم تؤكد الدفع حتى ذلك الوقت فلن يُخصم أي مبلغ.
pay-extend = تمديد الوقت
pay-cancel = إلغاء الدفع

pay-declined-title = رُفضت عملية الدفع: { $method }
pay-declined-text = لم يُخصم أي مبلغ. يرجى المحاولة مرة أخرى. يمكنك أيضًا اختيار بطاقة أخرى أو حساب آخر لدى { $method }.
pay-cancelled-title = لم تدفع بعد
pay-cancelled-text = لقد عدت دون أن تدفع. لم يُخصم أي مبلغ حتى الآن.
pay-unreachable-title = لا استجابة في الوقت الحالي: { $method }
pay-unreachable-text = لم يُخصم أي مبلغ حتى الآن. يرجى المحاولة مرة أخرى بعد بضع دقائق.
pay-unavailable-title = غير متاح هنا في الوقت الحالي: { $method }
pay-unavailable-text = لم يُخصم أي مبلغ حتى الآن. السبب ليس منك ولا من بطاقتك. يرجى المحاولة مرة أخرى لاحقًا، أو التواصل مع الجهة المذكورة أسفل هذه الصفحة.
pay-attempt-expired-title = انتهى وقت المحاولة الأخيرة
pay-attempt-expired-text = لم يُخصم أي مبلغ حتى الآن. يمكنك بدء الدفع من جديد.
pay-extended-title = لا يزال لديك وقت
pay-extended-text = يمكنك الدفع حتى { $time }.

## The payer transfers the money

method-bank-transfer = حوالة مصرفية (Überweisung)
pay-by-transfer = الدفع بحوالة مصرفية
pay-by-transfer-text = يكون تحويل المبلغ عن طريق مصرفك. ويصل إلينا خلال بضعة أيام.
transfer-title = طريقة التحويل
transfer-lead = يرجى تحويل المبلغ عن طريق مصرفك. ويكتمل الدفع عند وصول المبلغ إلينا. وذلك يستغرق بضعة أيام.
transfer-amount = المبلغ
transfer-name-check = يتحقق مصرفك من مطابقة الاسم لرقم IBAN. يرجى كتابة الاسم كما هو هنا تمامًا.
transfer-reference-hint = يرجى كتابة هذا الرقم وحده في خانة الغرض من التحويل. وإلا فلن نتمكن من العثور على دفعتك.
transfer-code = رمز لتطبيق مصرفك
transfer-scan = يرجى مسح الرمز بتطبيق مصرفك. وعندها تُملأ جميع البيانات.
transfer-pdf = تنزيل البيانات بصيغة PDF
transfer-until = يجب أن يصل المبلغ إلينا حتى { $day }
transfer-until-hint = يرجى حفظ رابط هذه الصفحة. وهنا يظهر ما إذا كان المبلغ قد وصل.
transfer-otherwise = هل تم التحويل؟ إذن يرجى عدم الدفع مرة أخرى وعدم إلغاء الدفع.
transfer-not-taken-title = لم يُخصم أي مبلغ عبر { $method }
transfer-not-taken-text = وصل جزء من المبلغ بحوالة مصرفية. يرجى تحويل الباقي أيضًا.
transfer-received-title = وصل { $amount }
transfer-received-text = يرجى تحويل الباقي.

## An attempt is open at the provider

continue-title = لم تكتمل عملية الدفع بعد
continue-text = لقد بدأت الدفع لدى { $method }. يرجى المتابعة هناك لإتمام الدفع.
continue-button = المتابعة لدى { $method }
continue-until = هذا ممكن حتى { $time }.

## We wait for the provider

processing-title = نتحقق من دفعتك
processing-text = ننتظر التأكيد من { $method }. يستغرق ذلك عادةً بضع ثوانٍ فقط.
processing-not-again = يرجى عدم الدفع مرة أخرى.
processing-refreshes =
    تُحدَّث هذه الصفحة كل { $seconds ->
        [zero] { $seconds } ثانية
        [one] ثانية
        [two] ثانيتين
        [few] { $seconds } ثوانٍ
        [many] { $seconds } ثانية
       *[other] { $seconds } ثانية
    }
processing-stands-still = لا تُحدَّث هذه الصفحة تلقائيًا
processing-close = يمكنك أيضًا إغلاق الصفحة. سنواصل التحقق من دفعتك.
processing-refresh-now = التحديث الآن
processing-refresh-off = إيقاف التحديث التلقائي

## Paid

paid-title = لقد دفعت
paid-text = شكرًا لك. وصلت دفعتك إلى { $tenant }.
receipt-title = إيصال الدفع
receipt-test = اختبار: لم تُنقل أي أموال.
receipt-paid-at = تاريخ الدفع
receipt-method = طريقة الدفع
receipt-number = رقم الإيصال
receipt-pdf = تنزيل الإيصال بصيغة PDF
receipt-print = يمكنك أيضًا طباعة هذه الصفحة.

## The attempt failed

failed-title = لم تنجح عملية الدفع
failed-alert-title = لم يُخصم أي مبلغ
failed-alert-text = لم تُنفَّذ عملية الدفع: { $method }. يرجى المحاولة مرة أخرى، مثلًا ببطاقة أخرى أو بحساب آخر.
failed-retry = المحاولة مرة أخرى عن طريق { $method }

## It is over without payment

ended-details = تفاصيل العملية
cancelled-title = أُلغيت عملية الدفع
cancelled-text = لم يُخصم أي مبلغ.
expired-title = انتهى الوقت
expired-text = لم تعد عملية الدفع هذه ممكنة. لم يُخصم أي مبلغ.
ended-money-title = وصل مبلغ لهذه العملية
ended-money-text = وصل المبلغ متأخرًا أو مرتين. يرجى عدم الدفع مرة أخرى قبل توضيح ذلك. تتحقق الجهة المذكورة في أسفل هذه الصفحة مما سيحدث لهذا المبلغ.
ended-next-application = هل ما زلت تريد الدفع؟ يرجى بدء الدفع من جديد في المكان الذي قدمت فيه طلبك.
ended-next-notice = لم يُسدَّد هذا المبلغ بعد. يرجى البحث عن الإشعار مرة أخرى.
ended-next-service = هل ما زلت تريد الدفع؟ يرجى ملء نموذج الخدمة مرة أخرى.

## Paid before

already-paid-title = هذا مدفوع بالفعل
already-paid-alert-title = تم الدفع في { $time }
already-paid-alert-text = لا يلزمك فعل أي شيء آخر.
already-paid-receipt = عرض الإيصال

## Something is wrong

unknown-title = هذه الصفحة غير موجودة
unknown-text = لا نجد عملية دفع لهذا الرابط.
unknown-next = ما يمكنك فعله
unknown-check = التحقق من أن الرابط كامل.
unknown-again = فتح الرابط مرة أخرى من الرسالة التي وصلتك.
unknown-ask = سؤال الجهة التي أرسلت إليك الرابط.
error-internal-title = حدث خطأ لدينا
error-internal-text = الخطأ ليس منك. يرجى المحاولة مرة أخرى بعد بضع دقائق.
error-unavailable-title = الصفحة غير متاحة في الوقت الحالي
error-unavailable-text = يرجى المحاولة مرة أخرى بعد بضع دقائق.
error-too-many-title = كانت الطلبات كثيرة جدًا
error-too-many-text = يرجى الانتظار دقيقة ثم المحاولة مرة أخرى.
error-refused-title = لم نتمكن من قبول ذلك
error-refused-text = يرجى تحديث الصفحة السابقة والمحاولة مرة أخرى.
error-no-double = هل دفعت للتو؟ يرجى إذن عدم الدفع مرة أخرى. يرجى فتح صفحة الدفع من جديد: سترى هناك هل وصلت دفعتك.
error-reference = عند التواصل معنا يرجى ذكر هذا الرقم:

## A tenant's front page

authorities-title = اختيار الجهة
authorities-text = لأي جهة تريد الدفع؟
home-title = الدفع عبر الإنترنت
home-text = الجهة { $tenant } تستقبل المدفوعات هنا.
home-link-title = هل وصلك رابط؟
home-link-text = يرجى فتح الرابط. سيأخذك مباشرةً إلى عملية الدفع. لا تحتاج إلى تسجيل الدخول.
home-no-link-title = ليس لديك رابط؟
home-no-link-text = يرجى تقديم طلبك عبر الإنترنت أولًا. في نهاية الطلب ستصل إلى هنا تلقائيًا.
home-safe-title = بياناتك
home-safe-text = لا تستخدم هذه الصفحات ملفات تعريف الارتباط. ولا يُحمَّل أي شيء من مزودين آخرين قبل أن تختار طريقة الدفع.
