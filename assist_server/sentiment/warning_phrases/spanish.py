"""The Spanish words that warn. How rows are written is said in rows.py."""

from __future__ import annotations

from assist_server.sentiment.warning_phrases import friendly
from assist_server.sentiment.warning_phrases.rows import Language, Row

_PARTS = {
    "praise": friendly.PRAISE["es"],
    "num": (r"(?:\d+|una?|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|quince|veinte|varios|varias|muchos|muchas)"),
    "ago": (
        r"(?:{num} (?:largos |largas )?(?:horas?|dias?|semanas?|mes(?:es)?|anos?)|\d\d+ minutos|(?:treinta"
        r"|cuarenta|cincuenta)\w* minutos)"
    ),
    "nth": "(?:segund[ao]|tercer[ao]?|cuart[ao]|quint[ao]|sext[ao]|enesim[ao])",
    "often": "(?:dos veces|tres veces|cuatro veces|{num} veces|varias veces|muchas veces|repetidamente)",
    "ask": (
        r"(?:escrib\w+|escrit[oa]|llam\w+|contact\w+|reclam\w+|explic\w+|pid\w+|pedi\w*|dig[oa]|dicho|envi\w+"
        r"|mand\w+|pregunt\w+|repit\w+)"
    ),
    "law": "(?:abogad[oa]s?)",
    "rival": r"(?:competencia|compania|proveedor\w*|empresa|banco|operador\w*|tienda|aerolinea)",
    "net": (
        "(?:facebook|twitter|reddit|tiktok|instagram|linkedin|youtube|(?:mis |las )?redes(?: sociales)?|internet"
        "|trustpilot|google)"
    ),
    "how": (
        "(?:como (?:puedo|podria|cancelo|comparto|vinculo|doy|hago)|donde (?:puedo|esta)|puedo|podria|se puede"
        "|que pasa si)"
    ),
    "was": "(?:antigu[oa]|anterior|viej[oa]) {rival}|{rival} anterior",
}

SPANISH = Language(
    parts=_PARTS,
    breaks=r"[.!?¿¡;,:\n]|(?<!\w)(?:si|porque|pero|cuando|sino|o)(?!\w)",
    before=r"(?<!si\x20)(?<!\w)(?:no(?! solo)|nunca|jamas|sin|ni|tampoco)(?!\w)",
    common=frozenset("el la los que de mi no es en un una por con me les se su y lo".split()),
    rows=(
        Row(
            "anger",
            "warning",
            (
                "verg[uü]enza", "vergonzos[oa]", "indignante", "indignad[oa]", "inaceptable", "furios[oa]", "hart[oa]",
                "hart[oa]s? de", "(?:muy|tan|realmente|super) (?:enojad[oa]|enfadad[oa]|molest[oa]|cabread[oa])",
                "(?:estoy|estamos) (?:enojad|enfadad|cabread)[oa]s?", "inutil(?:es)?", "incompetentes?",
                "incompetencia", "ineptos?", "ladrones", r"estafador\w*", "estafan?", "es una estafa",
                "mentiros[oa]s?", "mierda", "que asco", "asqueros[oa]", "pesim[oa]",
                r"(?:el|la) peor (?:\w+ )?(?:servicio|atencion|empresa|experiencia|compania)", "tomando el pelo",
                "tomadura de pelo", "ya basta", "como se atreven", "falta de respeto", "una burla", "se burlan",
                "ridicul[oa]", "idiotas?", "imbeciles?", "payasos", r"perd\w+ la paciencia", "colmo", "denigrante",
                "desastre de",
            ),
            unless=(
                "{was}", "denuncia",
            ),
        ),
        Row(
            "anger",
            "notice",
            (
                "(?:horrible|terrible|fatal) (?:servicio|atencion|experiencia)",
                "(?:servicio|atencion) (?:horrible|terrible|lamentable)", "frustrad[oa]", "es frustrante",
            ),
            unless=(
                "{was}",
            ),
        ),
        Row(
            "leaving",
            "warning",
            (
                r"(?:me|nos) (?:cambio|cambiare|voy|ire|paso|pasare|cambiamos|vamos) (?:\w+ )?(?:a|con"
                r"|para) (?:\w+ ){0,2}{rival}",
                "(?:voy|vamos) a (?:cambiar|irme|buscar) (?:de |otr[oa] |con )+{rival}", "cambiar(?:me)? de {rival}",
                r"busc\w+ otr[oa] {rival}", r"(?:perdido|perdieron|perder|pierden) (?:\w+ ){0,2}client[ea]",
                "(?:me doy|darme|dame|denme) de baja",
                r"(?:cierren|borren|eliminen|cancelen) (?:\w+ )?(?:cuenta|suscripcion"
                r"|contrato)(?=[^.!?\n]{0,60}(?:nada mas|nunca|harto|basta|inmediat|ya mismo|confi))",
                r"(?:cancelo|dejo|abandono) (?:\w+ )?(?:suscripcion|contrato|servicio|plan|cuenta)(?: ahora| ya"
                "|$)?",
                "ultima vez que (?:les )?(?:compro|uso|pido|contrato)",
            ),
            unless=(
                "{how}", "{was}", "de telefono",
            ),
        ),
        Row(
            "leaving",
            "warning",
            (
                r"no (?:les )?(?:vuelvo|volvere|volveremos) a (?:compr|ped|us|contrat|reserv)\w*",
                r"(?:nunca|jamas) (?:mas|volvere)(?: a)?(?: les)? (?:compr|ped|us|contrat|reserv)\w*", "nunca mas",
            ),
            unless=(
                "{how}",
            ),
            negatable=False,
        ),
        Row(
            "leaving",
            "notice",
            (
                "(?:quiero|deseo|necesito|queremos) (?:cancelar|dar de baja|anular|rescindir) (?:mi|el|la"
                "|nuestro|nuestra) (?:suscripcion|contrato|membresia|plan|servicio|cuenta|linea)",
            ),
            unless=(
                "{how}",
            ),
        ),
        Row(
            "legal",
            "critical",
            (
                r"(?:hablar|hable|contactar|consultar|llamar|acudir|contratar|poner) (?:\w+ ){0,3}{law}",
                "(?:mi|nuestr[oa]) {law} (?:se|va|dice|ya|les|ha|opina|considera)", r"demandar\w*",
                r"(?:pondre|presentare|poner|interponer|interpondre) (?:\w+ ){0,2}(?:demanda|denuncia|querella)",
                "demanda judicial", "denunciar(?:los|les|lo|te|la)?",
                r"denuncia (?:\w+ ){0,3}(?:policia|estafa|fraude)", "(?:acciones|medidas) (?:legales|judiciales)",
                "via judicial", "(?:en|a) (?:los |el )(?:tribunales|juzgados?|juicio)",
                "ante (?:la policia|el juez|los tribunales)",
            ),
            unless=(
                r"recomend\w*", "despacho", "soy {law}", "{how}", "concurso", "junto al",
            ),
        ),
        Row(
            "legal",
            "warning",
            (
                "(?:en|a|ante) consumo", "ocu|facua|profeco|indecopi|sernac", "hoja de reclamaciones",
                "proteccion (?:al|del) consumidor", "defensa del consumidor",
                "defensor del (?:cliente|consumidor|pueblo)", "agencia de proteccion de datos",
            ),
            unless=(
                "{how}",
            ),
        ),
        Row(
            "public_complaint",
            "warning",
            (
                "(?:mala|negativa|pesima) (?:resena|valoracion|critica|calificacion|opinion)",
                "(?:resena|valoracion|critica|opinion) (?:mala|negativa|pesima|de una estrella)",
                "una (?:sola )?estrella(?: en)?",
                "(?:publicar|publicare|contar|contare|compartir|compartire|subir|subire|subi"
                r"|difundir) (?:\w+ ){0,4}(?:en|a|por) (?:\w+ ){0,2}{net}",
                r"(?:todo el mundo|todos) (?:\w+ ){0,2}(?:sepan?|enter\w*|vean?)", "hacer(?:lo)? viral",
                "quemar(?:los|les) en",
            ),
            unless=(
                "{how}", "cinco estrellas", "buena", "error",
            ),
        ),
        Row(
            "public_complaint",
            "critical",
            (
                "(?:llamo|llamar|llamare|ir|ire|acudir|acudire|hablar|contactar|contacte|voy"
                r"|contar\w*) (?:\w+ ){0,3}(?:prensa|medios|periodico|periodistas?|television|noticias)",
            ),
            unless=(
                "{how}", "trabajo en", "presupuesto",
            ),
        ),
        Row(
            "repeated_contact",
            "warning",
            (
                r"{nth} vez que (?:\w+ ){0,2}{ask}",
                "(?:mi|la) {nth} (?:solicitud|correo|mensaje|llamada|consulta|reclamacion|queja"
                "|peticion)(?! por la)",
                r"{ask} (?:\w+ ){0,2}{often}",
                "(?:he|hemos) (?:enviado|escrito|mandado|hecho) (?:{num}) (?:correos|mensajes|mails|emails"
                "|llamadas)",
                "cuantas veces",
                r"(?:nadie|ninguno) (?:me |nos )?(?:\w+ )?(?:contest|respond|ha contestado|ha respondido|devuelv"
                r"|atiend)\w*",
                r"(?:sin|no he recibido|no recibo|no tengo|sigo sin(?: \w+)?) (?:respuesta|contestacion)",
                "no (?:me |nos )?(?:han )?(?:contestan|responden|contestado|respondido)",
                "(?:respondan|contesten) a mis (?:correos|mensajes|mails)", "me (?:estan )?ignora(?:n|ndo)",
            ),
            unless=(
                "servidor", r"compr\w*", "gracias", "visito", "resuelto", "en espera",
            ),
            negatable=False,
        ),
        Row(
            "repeated_contact",
            "notice",
            (
                "como (?:ya )?(?:les |le |os |te )?(?:ya )?(?:dije|he dicho|comente|explique|mencione|escribi"
                "|indique)",
                "(?:les|le) repito", "ya (?:les |le )?(?:he )?(?:escrito|enviado|envie|mande|explique|dije|escribi)",
            ),
            unless=(
                "gracias", "excelente", "buen trabajo",
            ),
        ),
        Row(
            "long_wait",
            "warning",
            (
                r"(?:llevo|llevamos) (?:\w+ ){0,3}(?:{ago}|dias|semanas|meses|horas) (?:\w+ ){0,2}(?:esperando"
                "|sin|en espera)",
                r"esper\w+ (?:\w+ ){0,4}(?:desde|hace|por) (?:\w+ ){0,2}{ago}",
                r"hace (?:mas de |casi |ya )?{ago} que (?:\w+ ){0,3}(?:esper|no)\w*",
                "{ago} (?:en espera|esperando|de espera|de retraso|al telefono)",
                r"{ago}(?=[^.!?\n]{0,80}(?<!\w)(?:todavia no|aun no|sigue sin|sigo sin|nada|no ha llegado"
                r"|no llega|y nada|nadie)(?!\w))",
                r"(?:nadie|todavia|aun)[^.!?\n]{0,50}(?:desde hace|hace|en|despues de) (?:mas de |casi )?{ago}",
                "hasta cuando", "cuanto (?:tiempo )?mas (?:tengo|debo|hay)",
            ),
            unless=(
                "solo", "puedo esperar", "no hay prisa", "me encanta", "llego ayer", "perfect[oa]",
            ),
            negatable=False,
        ),
        *friendly.SPANISH,
    ),
)  # fmt: skip
