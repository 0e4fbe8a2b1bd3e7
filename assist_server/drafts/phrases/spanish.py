"""The Spanish phrases. How they are written is said in rows.py."""

from __future__ import annotations

from assist_server.drafts.phrases.rows import Phrase, Phrases, Promise, any_phrase

_YOU = "(?:(?:le|te|les|os|se lo|se la|lo|la) )?"

SPANISH = Phrases(
    acknowledges=any_phrase(
        "(?:lo )?sient[oe]\\w*",
        "lo sentimos",
        "sentimos(?: \\w+)?",
        "lament\\w+",
        "disculp\\w+",
        "perdon\\w*",
        "(?:entiendo|entendemos|comprendo|comprendemos)(?: \\w+)?",
        "tiene(?:s|n)? (?:toda la |mucha )?razon",
        "frustrante",
        "molest(?:o|a) (?=con razon)",
        "con (?:toda la )?razon",
        "(?:debe|tuvo|debio) de? ?(?:ser|haber sido)(?: \\w+)? (?:frustrante|molesto|desagradable)",
        "es (?:muy )?(?:molesto|desagradable|decepcionante)",
        "(?:error|culpa|fallo) nuestr[oa]",
        "nuestr[oa] (?:error|culpa|fallo)",
        "no es lo que merece",
    ),
    blames=(
        Phrase(
            any_phrase(
                "(?:como|tal como|segun) ya (?:le|te|les) (?:he |hemos |habia |habiamos )?(?:dije|dijimos|dicho"
                "|explique|explicamos|explicado|comente|comentado|indique|indicado|mencione|mencionado),?",
                "como (?:usted )?(?:deberia|deberias) saber,?",
                "obviamente,?",
                "evidentemente,?",
                "logicamente,?",
                "como es obvio,?",
                "por enesima vez,?",
            ),
            cut=True,
        ),
        Phrase(
            any_phrase(
                "es obvio que(?: usted| no)?",
                "(?:usted |tu )?no (?:ha |has )?(?:leyo|leido|leiste|introdujo|introducido|siguio|seguido|hizo|hecho"
                "|puso|reviso|revisado)(?: bien| correctamente| las| el| la)",
                "(?:usted |tu )?(?:debio|deberia|deberias|tenia que|tendria que) haber \\w+",
                "(?:usted|tu) (?:debio|debia)",
                "(?:usted |tu )?(?:se )?(?:olvido|olvidaste|ha olvidado) (?:de )?\\w+",
                "si (?:usted )?(?:hubiera|hubieras|hubiese) \\w+",
                "(?:es|fue) (?:su|tu) (?:culpa|error|problema)",
                "culpa suya",
                "error suyo",
                "no es (?:nuestra culpa|nuestro problema|culpa nuestra)",
                "usted (?:se equivoco|se ha equivocado|esta equivocad[oa])",
                "lea (?:bien|otra vez|primero)",
            )
        ),
    ),
    familiar=any_phrase(
        "guap[oa]",
        "cari(?:n|ñ)o",
        "cielo(?=[,.!])",
        "mi amor",
        "colega",
        "tio(?=[,!])",
        "tronc[oa]",
        "besit[oa]s",
        "corazon(?=[,.!])",
        "nena",
        "mi (?:vida|reina|rey)",
        "bonit[oa](?=[,.!])",
        "amig(?:o|a|uete)(?=[,!])",
        "bro",
        "jaja\\w*",
    ),
    waits=any_phrase(
        "(?:nos pondremos|me pondre|nos ponemos|se pondran) en contacto(?: con (?:usted|ustedes|tigo|vosotros))?",
        _YOU + "(?:avisare|avisaremos|aviso|avisamos|responderemos|respondere|contestaremos|contestare|contactaremos"
        "|contactare|informaremos|informare|mantendremos)(?: al (?:tanto|corriente))?",
        _YOU + "diremos(?: algo)?",
        _YOU + "mantendr(?:e|emos) informad[oa]",
        "tendra noticias(?: nuestras)?",
        "(?:estamos en|seguimos en) contacto",
        "(?:un poco de )?paciencia",
    ),
    hears=any_phrase(
        "tendra(?:s|n)? (?:noticias|una respuesta|respuesta)",
        "(?:le|te|les) (?:escribo|escribire|escribiremos|llamo|llamare|llamaremos|digo|dire|diremos|respondo"
        "|respondere|responderemos|aviso|avisare|avisaremos|mando|enviare|contesto|contestare|cuento)",
        "noticias nuestras",
        "en contacto",
        "(?:una|nuestra|mi) respuesta",
        "recibira(?: una)? respuesta",
    ),
    timed=any_phrase(
        "cuando",
        "en cuanto",
        "si",
        "antes de(?:l)?",
        "despues de",
        "tras",
        "hasta",
        "hoy",
        "manana",
        "ahora mismo",
        "enseguida",
        "inmediatamente",
        "(?:esta|la proxima|la) (?:semana|tarde|manana|noche)(?: que viene)?",
        "(?:una|media) hora",
        "un dia",
        "una semana",
        "unos (?:minutos|dias)",
        "\\d{1,2}(?::\\d\\d)? ?(?:h|horas)",
        "\\d{1,2}:\\d\\d",
        "mediodia",
        "fin de semana",
        "cada dia",
        "\\d+ minutos",
        "una vez que",
        "pocas horas",
    ),
    promises=(
        Promise(
            any_phrase(
                _YOU
                + "(?:reembolsaremos|reembolsare|devolveremos(?= (?:el|todo|su|tu|los|la|integr\\w+|\\d))|abonaremos"
                "|reintegraremos|ingresaremos)",
                "(?:vamos|voy) a (?:reembolsar|devolver|abonar|reintegrar)(?:le|te|les)?",
                "(?:recibira|tendra|recibiras)(?: \\w+){0,2} (?:reembolso|dinero|importe)",
                "(?:se le|se te) (?:devolvera|reembolsara|abonara)",
            ),
            any_phrase("reembols\\w*", "devol\\w*", "devuel\\w*", "abon\\w*", "reintegr\\w*"),
        ),
        Promise(
            any_phrase(
                _YOU + "(?:haremos|hare|daremos|dare|regalaremos|ofreceremos|enviaremos"
                "|aplicaremos)(?: \\w+){0,2} (?:descuento|vale|regalo|cupon|bono|compensacion|obsequio)",
                _YOU + "compensaremos",
                "(?:recibira|tendra|recibiras)(?: \\w+){0,2} (?:descuento|vale|regalo|cupon|compensacion)",
            ),
            any_phrase("descuento\\w*", "vale", "regal\\w*", "cupon\\w*", "bono", "compens\\w*", "obsequio"),
        ),
        Promise(
            any_phrase(
                _YOU + "(?:enviaremos|enviare|mandaremos|mandare) (?:un |una )?(?:nuev[oa]|otr[oa]|repuesto)(?: \\w+)?",
                _YOU + "(?:cambiaremos|sustituiremos|reemplazaremos|repondremos)",
            ),
            any_phrase("cambi\\w*", "sustitu\\w*", "reemplaz\\w*", "repon\\w*", "repuesto", "nuev[oa]s?", "otr[oa]s?"),
        ),
        Promise(
            any_phrase(
                "(?<!no )(?:le |te |les |os )?(?:garantizo|garantizamos|prometo|prometemos|juro|aseguro que)",
                "(?:le doy|tiene|le damos) (?:mi|nuestra) palabra",
                "(?:esto|eso)? ?no (?:volvera a|se repetira)(?: \\w+)?",
                "con toda seguridad (?:llegara|recibira|funcionara)",
            ),
            any_phrase("garanti\\w+", "promet\\w+"),
        ),
    ),
    asks=any_phrase(
        "(?:quisiera|quiero|me gustaria|querria|queria|necesito) saber",
        "(?:digame|dime|diganme|indiqueme) (?:si|como|cuando|donde|que|cual)",
    ),
    rhetorical=any_phrase(
        "y asi (?:me|nos)",
        "asi (?:me )?trata\\w*",
        "(?:es|esto es) (?:una|su|un)? ?(?:broma|servicio)",
        "como (?:es posible|puede ser|pueden|se atreven)",
        "por que",
        "verdad\\?",
        "que tal",
        "como esta",
        "no\\?",
        "se (?:creen|burlan|rien)",
    ),
    when=any_phrase("cuando", "cuanto (?:tiempo|tarda\\w*|falta)", "hasta cuando", "a que hora", "en cuanto tiempo"),
    cost=any_phrase("cuanto (?:cuesta|vale|es|cobran)", "pag\\w*", "cobra\\w*", "coste?", "precio", "cuota"),
    free=any_phrase(
        "gratis",
        "gratuit[oa]",
        "sin (?:coste?|cargo)",
        "no cuesta nada",
        "nada que pagar",
        "pag\\w*",
        "cobra\\w*",
        "cuesta",
        "cuota",
    ),
    how=any_phrase("como", "que (?:puedo|debo|tengo que|podemos|debemos)(?: hacer)?", "donde (?:puedo|lo|la|se)"),
    steps=any_phrase(
        "por favor",
        "(?:abra|abre|pulse|pulsa|elija|elige|use|usa|vaya|ve|pegue|pega|ponga|pon|meta|mete|active|activa"
        "|comunique\\w*|haga|haz|desenchufe|envie|llame|pruebe|imprima|toca|devuelve\\w*) \\w+",
        "puede(?:s)? \\w+",
        "en (?:ajustes|ayuda|perfil|mis|la aplicacion)",
        "comuniquelo",
    ),
    common=frozenset(
        "que los las una por con del sus mis son fue ser hay muy mas sin sea revisar revisarlo ayudar ayuda mirar "
        "ademas ahora algo alguien algun alguna antes"
        " aqui aunque bien buenas buenos cada como con cual cuando cuanto "
        "cuanta desde despues dias donde ella ellos entre"
        " esta estaba estan estar este esto estos estoy favor fue gracias hace hacer haga hasta hola"
        " igual luego mas "
        "menos mis mismo mucho muchos nada nadie"
        " ninguna nosotros"
        " nuestra nuestro otra otro para pero podria podrian porque puede pueden puedo pues quiere quiero quisiera "
        "saber segun senor senora sera sido siempre sin sobre"
        " solo somos soy sus tambien tan tanto tengo"
        " tiene tienen todo todos"
        " tras unas unos usted ustedes vamos veces ver verdad vez voy cuesta esta esa ese eso".split()
    ),
    hello="Hola:\n\n",
    sorry="Lamento mucho las molestias.",
    formal=any_phrase("usted"),
    informal=any_phrase("tu", "te", "ti", "contigo", "tus"),
)
