### Paying a notice: what stands on paper becomes a payment.

## The form

notice-title = دفع إشعار
notice-title-wrong = خطأ: { $title }
notice-wrong = يرجى مراجعة ما أدخلته
notice-lead = هل وصلتك رسالة أو مخالفة عليها رقم الدفع (Kassenzeichen)؟ أدخل الرقم هنا.
notice-number = رقم الدفع (Kassenzeichen)
notice-number-hint = تجده على الإشعار. المسافات والنقاط والشرطات غير مهمة.
notice-pin = الرقم السري (PIN)
notice-pin-hint = تجده على الإشعار.
notice-amount = المبلغ
notice-amount-hint = كما هو مكتوب على الإشعار. مثال: 55,00
notice-birth = تاريخ الميلاد
notice-birth-hint = تاريخ ميلاد الشخص الموجه إليه الإشعار. مثال: 31.12.1980
notice-several = الرقم السري أو المبلغ أو تاريخ الميلاد
notice-several-hint = مكتوب على الإشعار ما نحتاج إليه منك. إذا لم يكن مكتوبًا شيء فاترك الحقل فارغًا.
notice-find = متابعة
notice-help-title = لا تجد رقم الدفع؟
notice-help-text = تجده غالبًا في أعلى الإشعار على اليمين، ومرة أخرى في الأسفل عند الحساب البنكي. ويسمى في بعض الإشعارات Aktenzeichen أو Verwendungszweck.

## What is wrong with the fields

notice-number-missing = أدخل رقم الدفع.
notice-number-length = عدد خانات رقم الدفع: { $expected }. وقد أدخلت: { $length }.
notice-number-character = الرمز { $character } لا يوجد في أرقام الدفع.
notice-number-check-digit = هناك رقم خاطئ في رقم الدفع أو رقمان متبادلان. قارنه بالإشعار مرة أخرى.
notice-number-looks-like = هل تقصد { $suggestion }؟ هناك حرف ورقم متشابهان.
notice-number-not-ours = رقم الدفع هذا ليس من { $tenant }. قارنه بالإشعار مرة أخرى.
notice-not-found = لم نجد شيئًا بهذا الرقم. قارنه بالإشعار مرة أخرى.
notice-not-found-both = لم نجد شيئًا بهذه البيانات. قارن الحقلين بالإشعار مرة أخرى.
notice-too-many = وصلتنا من هنا إدخالات خاطئة كثيرة. يمكنك المحاولة مرة أخرى بعد: { $time }.
notice-pin-wrong = أدخل الرقم السري المكتوب على الإشعار.
notice-amount-wrong = أدخل المبلغ هكذا: 55,00
notice-birth-wrong = أدخل تاريخ الميلاد هكذا: 31.12.1980
notice-several-missing = نحتاج لهذا الإشعار إلى معلومة أخرى: الرقم السري أو المبلغ أو تاريخ الميلاد.
notice-several-wrong = أدخل الرقم السري من الإشعار، أو المبلغ هكذا: 55,00، أو تاريخ الميلاد هكذا: 31.12.1980

## What was found

notice-one-title = إشعارك
notice-several-title = إشعاراتك
notice-open = المبلغ المتبقي
notice-pay = دفع { $amount }
notice-pay-next = في الخطوة التالية تختار طريقة الدفع.
notice-part = دفع جزء
notice-part-hint = الحد الأدنى: { $least }. ويبقى الباقي مستحقًا عليك.
notice-pay-part = دفع هذا الجزء
notice-part-not-an-amount = أدخل المبلغ هكذا: 20,00
notice-part-too-small = يجب ألا يقل المبلغ عن { $least }.
notice-part-too-large = هذا أكثر من المبلغ المتبقي.
notice-already-paid = المدفوع حتى الآن
notice-due = آخر يوم للدفع
notice-remove = إزالة هذا الإشعار
notice-more-title = إضافة إشعار آخر
notice-more-text = يمكنك دفع عدة إشعارات معًا.
notice-add = إضافة
notice-to-basket = العودة إلى الإشعارات الأخرى
notice-changed-title = تغير شيء ما
notice-changed-text = ترى هنا ما يجب دفعه الآن.
notice-not-together-title = لا يمكنك دفع هذه الإشعارات معًا
notice-not-together-text = يذهب المال إلى حسابات مختلفة. أزل إشعارًا وادفعه بعد ذلك.
notice-outside-limits-title = لا يمكن دفع هذا المبلغ عبر الإنترنت
notice-outside-limits-text = ادفع عددًا أقل من الإشعارات في المرة الواحدة. أو حوّل المبلغ عن طريق البنك.
notice-full-title = لا يمكن إضافة إشعارات أخرى
notice-full-text = ادفع هذه أولًا. ثم يمكنك دفع غيرها.

## Why it cannot be paid now

notice-paid-title = تم دفع هذا من قبل
notice-paid-text = وصلنا المبلغ كاملًا.
notice-paid-next = لا يلزمك فعل أي شيء.
notice-cancelled-title = لم يعد عليك دفع هذا
notice-cancelled-text = أُلغي الإشعار.
notice-blocked-title = لم يعد بإمكانك دفع هذا هنا
notice-blocked-text = بدأ تحصيل هذا الدين بطريقة أخرى. والدفع هنا يتعارض مع ذلك.
notice-not-yet-title = لا يمكنك دفع هذا بعد
notice-not-yet-text = يمكنك الدفع هنا ابتداءً من: { $day }.
notice-not-yet-next = عد حينها برقم الدفع نفسه.
notice-no-longer-title = انتهت المهلة
notice-no-longer-text = آخر يوم للدفع عبر الإنترنت كان: { $day }.
notice-under-way-title = يجري التحقق من عملية دفع
notice-under-way-text = هناك عملية دفع جارية لهذا الإشعار. يرجى عدم الدفع مرة أخرى.
notice-under-way-next = تحقق مرة أخرى بعد ساعة.
notice-paused-title = لا يمكنك دفع هذا هنا في الوقت الحالي
notice-paused-text = الدفع عبر الإنترنت غير متاح الآن لهذا النوع من الإشعارات.
notice-ask = اسأل الجهة المذكورة في أسفل هذه الصفحة.
notice-other = دفع إشعار آخر

## On the pages of a payment

pay-elsewhere-title = هناك شخص آخر يدفع الشيء نفسه الآن
pay-elsewhere-text = لم يُخصم أي مبلغ. تحقق بعد ساعة هل وصلت عملية الدفع الأخرى.
back-to-notices = العودة إلى الإشعارات
home-notice-title = هل وصلك إشعار؟
home-notice-text = إذن لا تحتاج إلا إلى رقم الدفع (Kassenzeichen) المكتوب عليه.
