"""The words that say whose number follows: one row a placeholder, the first that fits counts."""

from __future__ import annotations

from assist_server.text.patterns import any_of

PLATE = any_of(
    "(?:licen[cs]e|number|registration|reg)[ -]?plates?|plate(?: number)?|(?:car |vehicle )?registration",
    "(?:vehicle|car) reg(?:istration)?|reg(?:istration)?\\.? n(?:o|umber)\\.?|vrm|tag number|(?:number )?plate",
    "(?:kfz-?|auto-?)?kennzeichen|kennz\\.?|kfz|nummernschild|matr[ií]cula(?: del coche)?|mat\\.|placas?|patente",
    "车牌(?:号码?)?|牌照|车号",
)
VEHICLE = any_of(
    "car|van|vehicle|truck|motorbike|motorcycle|(?:blue|red|white|black|grey|gray|silver|green) (?:van|car)",
    "parked (?:as|with|under)|auto|wagen|fahrzeug|bus|transporter|motorrad|geparkt mit",
    "coche|carro|furgoneta|moto|vehículo|camioneta|aparqué con|estacioné con",
)
PASSPORT = any_of(
    "passport|pp|(?:travel |id )?document|pass(?:nummer|dokument|-?nr\\.?)?|reise(?:pass|dokument)(?:-?nr\\.?|nummer)?",
    "(?:personal)?ausweis(?:-?nr\\.?|nummer|dokument)?|dokument(?:en)?(?:nummer)?|perso",
    "pasaporte|pasap\\.|doc(?:umento)?\\.?(?: de (?:viaje|identidad)| nacional)?|护照|证件|通行证",
)
IDENTITY = any_of(
    "reisepass(?:es)?|pass-?(?:nummer|nr\\.?)|(?:personal)?ausweis(?:es|-?nr\\.?)",
    "passport|identity card|id card|national id|driving licen[cs]e|driver'?s licen[cs]e|ssn|social security|tax id",
    "nino|national insurance|imei|serial|s/?n|device id|medical record|patient|policy",
    "(?:travel |id )?document|pp|taxpayer|tax(?: file)?|social|tfn|ppsn?|nhs|ni|id n(?:o|umber)\\.?",
    "pass(?:nummer|dokument)?|perso|ausweisdokument|(?:reise)?dokument(?:en)?(?:nummer)?|sv|ahv|idnr\\.?|imei-?nummer",
    "identifikationsnummer|(?:sozial|renten)versicherungs?(?:nummer|nr)?|versicherten|gerät(?:e|es)?-?(?:id|nummer)",
    "steuer-?n(?:umme)?r\\.?|fabriknummer|zählernummer|pasap\\.|doc(?:umento)?\\.?(?: de (?:viaje|identidad)"
    "| nacional)?|rut|cuit|cuil|cpf|c\\.i\\.",
    "identificación|id del dispositivo|serie|证件(?:号码?)?|通行证|公民身份号码|身份证件|实名|设备(?:号|id)"
    "|机身号|串号|imei码",
    "reisepass(?:nummer)?|(?:personal)?ausweis(?:nummer)?|führerschein(?:nummer)?|sozialversicherungsnummer"
    "|serien-?n(?:umme)?r\\.?",
    "steuer-?(?:id|nummer|identifikationsnummer)|versicherungsnummer|patienten(?:nummer)?",
    "pasaporte|dni|nie|nif|c[eé]dula|curp|documento de identidad|(?:permiso|carnet) de conducir|seguridad social",
    "número de serie|n[ºo°]\\.? de serie|póliza|护照(?:号码?)?|身份证(?:号码?)?|驾驶证号?|序列号|保单号?",
)
TRACKING = any_of(
    "track(?:ing)?|parcel|package|consignment(?: note)?|waybill|sendungs?(?:verfolgungs?)?(?:nummer|-?nr\\.?|code)?",
    "awb|carrier|barcode|label|track ?(?:&|and) ?trace|dhl|ups|gls|dpd|hermes|fedex|usps|mrw|seur|correos|frachtbrief",
    "tracking-?(?:nummer|id|nr\\.?)|paketschein|etiqueta|código de barras|顺丰|圆通|中通|申通|韵达|面单|条码|跟踪号",
    "快递(?:编号)?|包裹(?:单号)?|物流(?:编号|号)?|运单",
    "paket(?:nummer|-?nr\\.?)?|seguimiento|rastreo|env[ií]o|gu[ií]a|快递单?号|运单号?|物流单号|单号",
)
BOOKING = any_of(
    "booking|reservation|confirmation|record locator|locator|pnr|itinerary|e-?ticket|appointment|conf\\.?|res\\.?",
    "bestätigungs(?:nummer|code)|termin(?:code|nummer)|buchungs?-?(?:id|referenz)|res\\.-?nr\\.?"
    "|check-?in (?:with|mit|con)",
    "einchecken mit|cita|预约号?|机票号?|行程单|酒店订单|确认码|订座编码",
    "buchungs?(?:nummer|-?nr\\.?|code)?|buchung|reservierung(?:s(?:nummer|code))?",
    "reserva|localizador|confirmación|预[订定]号?|订座号?|确认号",
)
TICKET = any_of(
    "ticket-?n(?:umme)?r\\.?|ticket|case|request|complaint|incident|claim|ref(?:erence)?|file|re:|aw:|sr",
    "logged as|follow(?:ing)? up on|quote|given|bezug|zeichen|erfasst als|meldung|bearbeitungs(?:nummer|nr)|vorgangsnr",
    "registrado como|queja|gestión|dieron|nachfrage zu|reklamation|受理(?:编?号)?|反馈(?:编号)?|案例号?|事件号"
    "|报修单|服务单号?",
    "登记为|跟进(?:一下)?|参考编号|(?:我的|给我的)编号",
    "fall(?:nummer)?|vorgangs?(?:nummer)?|aktenzeichen|schadens?(?:nummer)?|beschwerde(?:nummer)?|referenz(?:nummer)?",
    "anfrage(?:nummer)?|incidencia|caso|expediente|folio|reclamación|referencia|工单号?|案件号?|投诉(?:单号?"
    "|编号?|号)|参考号",
)
ACCOUNT = any_of(
    "account|acct|a/c|customer|client|member(?:ship)?|subscriber|contract|loyalty|frequent flyer",
    "rewards?|meter|user ?id|user|cust\\.?|policy ?holder|kunden?-?id|kunde|vertragskonto|bonuskarte|abo-?nr\\.?|vnr",
    "tarjeta de puntos|cta\\.?|户号|我的id|客户(?:代码|编号)|积分卡号?|会员(?:编号)?",
    "(?:kd|kto|vertr)\\.?-?nr\\.?|konto(?:nummer|-?nr\\.?)?|kunden?(?:nummer|-?nr\\.?|konto)|mitglieds?(?:nummer"
    "|-?nr\\.?)|benutzer(?:nummer|id)",
    "vertrags?(?:nummer|-?nr\\.?)?|zähler(?:nummer)?|cuenta|cliente|socio|contrato|abonado|usuario",
    "[账帐]号|账户|客户号?|会员卡?号?|合同号?|用户(?:名|id|编号)?|卡号",
)
ORDER = any_of(
    "orders?|order(?:number|id|no|nr)|invoice|purchase|receipt|transaction|payment|return|rma|shipment|delivery|po",
    "ord\\.?|kassenbon|ersatzbestellung|bestell-?id|best\\.-?nr\\.?|ped\\.?|ticket de compra|订单(?:尾款|编码"
    "|id)?|发票",
    "(?:退货|补发)(?:单|订单)?",
    "(?:re|rg|best|auftr)\\.?-?nr\\.?|bestell(?:ung|nummer|-?nr\\.?)|auftrags?(?:nummer|-?nr\\.?)?|rechnung"
    "|rechnungs?(?:nummer|-?nr\\.?)|lieferschein(?:nummer)?",
    "retouren?(?:nummer)?|transaktions(?:nummer|-?id)|pedido|factura|compra|recibo|transacción|devolución|orden"
    "|albarán",
    "订单(?:号码?|编号)?|发票号?码?|交易号|流水号|退货单?号",
)
ROWS: tuple[tuple[str, str], ...] = (
    ("[plate]", PLATE),
    ("[id]", IDENTITY),
    ("[tracking]", TRACKING),
    ("[booking]", BOOKING),
    ("[ticket]", TICKET),
    ("[account]", ACCOUNT),
    ("[order]", ORDER),
)

NUMBER_WORD = any_of(
    "numbers?|num|no|nr|id|code|ref(?:erence)?|details?|card|doc(?:ument)?|#",
    "nummer|n[úu]mero|n[úu]m|n\\.?[ºo°]|编号|号码|号|码",
)
LINK_WORD = any_of(
    "is|was|says|reads|are|were|with|under|number|the|my|our|of|and|has|as|ref|got|laut|mail|hat|tiene|als|como"
    "|para|replacement",
    "ist|war|lautet|sind|mit|der|die|und|es|era|son|con|de|el|la|y|en|reemplazo|编码|上写|是|为|的|在",
)
UNIT = any_of(
    r"%|€|\$|£|¥|eur|usd|gbp|euros?|dollars?|pounds?|pesos|yuan|元|块",
    "x|×|times|items?|pieces?|pcs|stück|unidades|件|个|kg|g|km|m|cm|mm|gb|mb|tb|w|v|mah|ml|l",
    "hours?|days?|weeks?|months?|minutes?|stunden|tage|wochen|días|semanas|horas|天|小时",
    "points?|miles|punkte|meilen|puntos|millas|积分",
)

LOGIN = any_of(
    "log-?in(?: name)?|user ?name|log(?:ged)? in as|sign(?:ed)? in as|benutzername|nutzername|anmeldename"
    "|angemeldet als",
    "(?:account|screen|player|profile) ?name|gamertag|nick(?:name)?|user|alias|benutzer(?:kennung)?|spielername"
    "|kennung",
    "nombre de usuario|usuario|(?:entro|entrar|identificad[oa]|registrad[oa]) como|用户名?|登[录陆](?:名|账号)"
    "|账号名?|昵称",
    "(?:淘宝|京东)账号|(?<![0-9a-z-])id(?=：)",
)
MESSENGER = any_of("微信号?|QQ号?|(?:wechat|skype|telegram|instagram|insta|line|kakao)(?: id| name| handle|:)")
# What a code opens, in the languages whose words for code need it said: "the code" alone is of an error or a discount.
_OPENS = any_of(
    "gate|door|entry|entrance|access|alarm|lock|safe|unlock|activation|login|log-?in|security|verification|sms|app",
    "confirmation|one[- ]?time|single-use|auth(?:entication)?|2fa|mfa|recovery|backup|pickup|collection"
    "|voicemail|wi-?fi",
)
_OPENS_DE = any_of(
    "tür|tor|haustür|zugangs|zutritts|bestätigungs|freischalt|sicherheits|einmal|sms-|anmelde|abhol|schloss|safe|alarm"
)
_OPENS_ES = any_of(
    "verificación|acceso|seguridad|activación|confirmación|un solo uso|entrada|desbloqueo",
    "portal|puerta|buzón|wifi|tarjeta|alarma|móvil|sms",
)
_DOOR = (
    "(?:haustür|tür|tor|door|front door|gate|driver|fahrer|puerta|portal|alarma?|safe|lock|building|entrance|eingang)"
)
SECRET = any_of(
    f"(?:code|código) (?:für|for|para|of|to|de) (?:die |der |das |den |the |la |el )?{_DOOR}",
    f"{_OPENS} (?:code|pin|password|key)|password|passwd|passcode|passphrase|pwd?|pin(?:[- ]?code)?|puk|otp|tan|pass",
    "security answer|sicherheitsantwort|respuesta de seguridad",
    f"(?:[a-zäöü]{{1,12}}-)?(?:pin|tan)|(?:[a-zäöü]{{1,12}}-?)?(?:passwor[dt]|kennwort)|{_OPENS_DE}-?(?:code|pin|tan)",
    "contraseña(?: (?:provisional|temporal|nueva|anterior|antigua))?",
    f"(?:código|clave|pin)(?: nuevo| temporal)? (?:de(?:l)? (?:la )?)?{_OPENS_ES}|clave|código pin",
    "(?:支付|登录|门禁|锁屏|一次性)?密码|(?:动态|取件|校验|激活|验证|安全|提货)码|口令|pin码?",
)
# A code that one person was sent; the code of an error or a discount is everybody's.
SENT_CODE = any_of(
    "(?:code|pin|password|passcode) (?:i|we|you) (?:got|received|sent|entered|typed|was sent)|code from the (?:sms"
    "|text|e-?mail|app)|sms said|texted me",
    "(?:the|your|my) code|code aus der (?:sms|mail|app)|code per (?:sms|mail)|(?:mein|ihr|dein) code",
    "(?:sms (?:stand|kam)|per sms kam|me llegó|sms decía|短信里?(?:写|说)?的?)",
    "código (?:que )?(?:me |le |te )?(?:llegó|enviaron|mandaron|recibí)|código (?:del|por) sms|(?:mi|su|tu) código",
)
# Behind the code itself: "884 201 as the code", "Sonne77!, das ist mein Passwort", 请用…作为一次性密码.
SECRET_AFTER = any_of(
    "as (?:the |your |my |a )?(?:one-time )?(?:password|code|pin|passcode)",
    "als (?:ihr |mein |neues )?(?:einmal)?(?:code|passwort|pin|kennwort)",
    "como (?:mi |su )?(?:código|contraseña|clave|pin)",
    "[^.!?\\n]{0,30}(?:that['’]?s|is that|das ist|ist das|esa es|¿?es)"
    " (?:my |the |mein |der |das |mi |el )?(?:password|code|passwort|contraseña|clave|código|pin)",
    "and it says wrong password|作为?(?:一次性)?(?:密码|验证码)|登录，这是密码",
)
BIRTH = any_of(
    r"born(?: on)?|birth ?da(?:te|y)|date[ -]of[ -]birth|d\.?o\.?b\.?|bday",
    r"geboren(?: am)?|geburtsdatum|geburtstag|geb\.-?datum|geb\.|cumpleaños|naci(?:do|da|miento)|nací(?: el)?"
    r"|fecha (?:de )?nac(?:imiento|\.)?|nac\.|gebdat|cumple años",
    "出生(?:日期?|于|年月)?|生日|生于",
)
