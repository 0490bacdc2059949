### What the platform can say for an authority that did not write these pages itself.

contact-title = التواصل

## Imprint

imprint-publisher = المسؤول عن هذه الصفحات
imprint-platform = الجانب التقني
imprint-platform-text = تعمل هذه الصفحات ببرنامج Zahlstelle، وهو برنامج حر للإدارة العامة.

## Contact

contact-text = هل لديك أسئلة عن عملية دفع؟ يسعدنا أن نساعدك.
contact-ready = ما يجب أن يكون جاهزًا لديك
contact-ready-text = يرجى ذكر رقم الدفع (Kassenzeichen). تجده في رسالتك وفي صفحة الدفع وفي الإيصال.

## Accessibility statement

accessibility-text = تريد { $tenant } أن يتمكن جميع الناس من استخدام هذه الصفحات.
accessibility-state = مدى إمكانية الوصول إلى هذه الصفحات
accessibility-state-text = تتبع الصفحات قواعد WCAG 2.2 بالمستوى AA ومعيار EN 301 549. تُفحص كل صفحة تلقائيًا عند كل تغيير.
accessibility-keyboard = كل شيء يعمل بلوحة المفاتيح ومن دون JavaScript.
accessibility-sight = يمكن تكبير الصفحات وسماعها وعرضها بألوانك الخاصة.
accessibility-time = حيث يكون الوقت محدودًا يمكنك طلب وقت إضافي.
accessibility-language = جميع النصوص متوفرة أيضًا بالألمانية السهلة وبلغات أخرى.
accessibility-receipt = الإيصال ملف PDF يسهل الوصول إليه.
accessibility-limits = ما لا يمكننا تغييره
accessibility-limits-text = يجري الدفع في صفحات مزود خدمة الدفع. والمزود هو المسؤول عنها.
accessibility-report = هل واجهت عائقًا؟
accessibility-report-text = يرجى إخبارنا بالصفحة التي لا تستطيع المتابعة فيها. سنجيبك ونساعدك في الدفع.

## Privacy

privacy-who = من المسؤول
privacy-what = ما الذي نعالجه
privacy-what-text = نحفظ لعملية الدفع المبلغ والغرض ورقم الدفع والوقت وطريقة الدفع. لا نعرف اسمك ولا حسابك عند الدفع. ونحتفظ بالسجلات للمدة التي يفرضها قانون الموازنة.
privacy-provider = ما الذي يعرفه مزود خدمة الدفع
privacy-provider-text = يحصل المزود الذي تختاره منا على المبلغ ورقم ونص عام. ولا نخبره بما تدفع مقابله. أما ما يحفظه هو عنك فيشرحه في صفحاته.
privacy-device = ما الذي يحدث على جهازك
privacy-device-text = لا تستخدم هذه الصفحات ملفات تعريف الارتباط ولا تحمّل شيئًا من الآخرين ولا تراقبك.
privacy-rights = حقوقك
privacy-rights-text = يمكنك طلب معلومات عن بياناتك وتصحيحها. ويمكنك تقديم شكوى إلى هيئة حماية البيانات في ولايتك.
