// The shapes that parts of the extension hand to each other. Types only; the API's are those of /openapi.json.

/** @typedef {'customer'|'agent'|'system'} Author */
/** @typedef {{id?: string, author: Author, internal?: boolean, text?: string, html?: string, sent_at?: string}} Message */
/**
 * A ticket as an adapter reads it and the server takes it. Times are ISO 8601.
 * @typedef {{id?: string, subject?: string, status?: string, channel?: string, brand?: string, language?: string,
 *   created_at?: string, url?: string, customer?: {id?: string, name?: string, email?: string},
 *   agent?: {id?: string, name?: string}, messages: Message[]}} Ticket
 */
/** @typedef {'negative'|'neutral'|'positive'} Mood */
/** @typedef {{code: string, severity: 'notice'|'warning'|'critical', message: string, evidence: string[]}} Warning */
/** @typedef {{label: Mood, score: number, trend: {label: Mood, score: number}[], warnings: Warning[]}} Sentiment */
/** @typedef {'good'|'bad'|number|null} Csat */
/** @typedef {'ticket'|'article'|'macro'} Kind */
/**
 * @typedef {{type: Kind, id: string, title: string, url: string|null, similarity: number, excerpt: string,
 *   internal: boolean, solved_at: string|null, csat: Csat, age_days?: number|null, outdated?: boolean}} Evidence
 */
/**
 * @typedef {{id: string, text: string, confidence: number, kind: 'reply'|'macro'|'article', evidence: Evidence[],
 *   placeholders: string[], support: number, language?: string|null}} Suggestion
 */
/** @typedef {{id: string, title: string, url: string|null, excerpt: string, score: number, internal: boolean}} ArticleHit */
/**
 * @typedef {{id: string, subject: string, url: string|null, excerpt: string, reply: string, score: number,
 *   solved_at: string|null, csat: Csat}} SimilarTicket
 */
/**
 * What `POST /v1/suggestions` answers.
 * @typedef {{id: string, suggestions: Suggestion[], articles: ArticleHit[], similar_tickets: SimilarTicket[],
 *   sentiment: Sentiment, language: string|null, category: {label: string, confidence: number}|null,
 *   generation: string, took_ms: number, held_back?: boolean}} Answer
 */
/**
 * One row of what `POST /v1/search` answers as `results`.
 * @typedef {{type: Kind, id: string, title: string, url: string|null, excerpt: string, reply: string, score: number,
 *   internal: boolean}} SearchResult
 */
/**
 * What `POST /v1/customers/history` answers, as far as it is shown.
 * @typedef {{tickets: {id: string, subject: string, url: string|null, channel: string|null, status: string|null,
 *   created_at: string|null, csat: Csat, mood_first: Mood|null, mood_last: Mood|null,
 *   promised: {text: string, said_at: string|null, open: boolean}[]}[], total: number,
 *   contacts: {count: number, days: number}, ratings: {last: Csat}, open_promises: number}} CustomerHistory
 */
/** @typedef {'shown'|'inserted'|'edited'|'sent'|'dismissed'|'up'|'down'} FeedbackEvent */
/**
 * @typedef {{suggestion_id: string, event: FeedbackEvent, similarity?: number, reason?: string, ticket_id?: string}} Feedback
 */
/**
 * That a reply was sent: seconds since its ticket was opened, the suggestion inserted last, the first one shown.
 * @typedef {{seconds: number, ticket_id?: string, inserted?: string, offered?: string}} SentReply
 */
/**
 * The agent's own figures of the last days, as `GET /v1/me/usage` answers them.
 * @typedef {{days: number, shown: number, inserted: number, kept: number|null, dismissed: number, up: number, down: number,
 *   replies: number, seconds: number|null}} OwnSpan
 */

/**
 * Reads JSON from the helpdesk's own API with the agent's session: a same-origin GET, `path` absolute ('/api/…').
 * Rejects with an Error when the answer is no JSON or no 2xx.
 * @typedef {(path: string, headers?: Record<string, string>) => Promise<any>} GetJSON
 */
/**
 * Where the agent writes. `box` is the editable element itself (a textarea, or the contenteditable, which may lie in a
 * same-origin frame); `reveal` is clicked first when the box is still hidden; `send` are the buttons that send it.
 * @typedef {{box: HTMLElement, mode: 'reply'|'internal', reveal?: HTMLElement|null, send: HTMLElement[]}} Composer
 */
/**
 * One helpdesk. A plain module in adapters/ exports these names; it only translates. Fetching, retrying and reporting
 * are the caller's; functions return null when unsure and never throw for a page that looks otherwise.
 * `sites` are match patterns of a hosted helpdesk ([] where each company runs its own).
 * @typedef {object} Adapter
 * @property {string} name           'django-helpdesk'
 * @property {string} label          'django-helpdesk' as people write it
 * @property {string[]} sites
 * @property {'run'|'source'|'documentation'} basis   what it was written after
 * @property {(doc: Document, url: URL) => boolean} detect            cheap: is this page that helpdesk?
 * @property {(doc: Document, url: URL) => string|null} ticketId      the id of the ticket that is open in the page
 * @property {(doc: Document, url: URL) => string[]} [ticketIds]      all mounted at once, where there can be several
 * @property {(doc: Document, url: URL, getJSON: GetJSON) => Promise<Ticket|null>} readTicket   messages oldest first
 * @property {(doc: Document, url: URL) => Composer|null} findComposer   the visible one
 * @property {(doc: Document, url: URL) => string|null} [replyUrl]    the page to write on, where that is another one
 */

/** What to put in the place of a piece of a draft; places count characters. @typedef {{start: number, end: number, text: string}} Fix */
/**
 * One thing to look at before a draft is sent.
 * @typedef {{heading: 'expertise'|'trust'|'friendliness'|'respect'|'speed', code: string,
 *   severity: 'notice'|'warning'|'critical', start: number,
 *   end: number, reason: string, words: string, fix: Fix|null}} Finding
 */
/** @typedef {{kind: 'setup'|'away'|'refused'|'invalid'|'failed'|'unreadable', status: number, title: string, mend: string}} Problem */
/**
 * Where the panel is in its life. `answered` with no suggestions is the quiet state; `generic` is a page no adapter
 * knows, where text is selected or pasted.
 * @typedef {'waiting'|'answered'|'problem'|'no-ticket'|'several'|'generic'} Phase
 */
/** @typedef {'' | 'customer-wrote' | 'answered-elsewhere' | 'sent'} Withdrawn   why the suggestions no longer fit the ticket */
/**
 * Something to say after an act. `confirm-internal` asks before internal evidence goes into a public reply: the panel
 * repeats the same insert with `sure: true`. `not-inserted` offers `text` to copy. `inserted` counts `slots` to fill.
 * @typedef {{kind: 'inserted'|'not-inserted'|'confirm-internal'|'no-composer'|'copied'|'sent', id?: string, text?: string,
 *   slots?: number, replyUrl?: string}} Notice
 */
/** @typedef {{side: 'left'|'right', top: number, width: number, collapsed: boolean}} Place   top and width in CSS px */
/**
 * All that the panel shows. Plain JSON: it also crosses to the browser's side panel.
 * @typedef {object} State
 * @property {Phase} phase
 * @property {{key: string, helpdesk: string, id: string, subject: string}|null} ticket
 * @property {Answer|null} answer
 * @property {Withdrawn} withdrawn
 * @property {'reply'|'internal'|'none'} mode     of the visible composer; 'none' when there is none
 * @property {Problem|null} problem
 * @property {Notice|null} notice
 * @property {string[]} dismissed                 ids of suggestions set aside
 * @property {Record<string, 'up'|'down'>} rated  by suggestion id
 * @property {{q: string, busy: boolean, results: SearchResult[]|null, problem: Problem|null}|null} search
 * @property {{id: string, title: string}[]} several   where phase is 'several'
 * @property {Place} place
 * @property {CustomerHistory|null} history     of the ticket's customer; null until it is known
 * @property {{draft: string, findings: Finding[]}|null} checked   the draft as it was read, where something was found
 */
/**
 * What the panel asks for. Only trusted events (`event.isTrusted`) become actions.
 * @typedef {{type: 'insert', id?: string, text?: string, sure?: boolean, internal?: boolean}
 *   | {type: 'copied', id?: string}
 *   | {type: 'shown', id: string}
 *   | {type: 'dismiss', id: string, reason?: string}
 *   | {type: 'restore', id: string}
 *   | {type: 'rate', id: string, up: boolean, reason?: string}
 *   | {type: 'search', q: string}
 *   | {type: 'again'}
 *   | {type: 'reveal'}
 *   | {type: 'next-slot'}
 *   | {type: 'fix', at: number}
 *   | {type: 'close-notice'}
 *   | {type: 'place', place: Place}
 *   | {type: 'read-selection'}
 *   | {type: 'paste', text: string}
 *   | {type: 'options'}} Action
 */
/**
 * What the panel is given. `words(key, ...values)` is a text in the agent's language (words.js).
 * @typedef {{words: (key: string, ...values: (string|number)[]) => string, language: string,
 *   onAction: (action: Action) => void, docked: boolean, signal: AbortSignal}} PanelOptions
 */
/** @typedef {{render: (state: State) => void, focus: () => void, element: HTMLElement}} Panel */

/**
 * What the worker tells content scripts of the settings; the key never leaves the worker and the options page.
 * @typedef {{server: string, hasKey: boolean, language: string, internal: boolean, checkDrafts: boolean,
 *   words: Record<string, string>, place: Place}} PublicSettings
 */
/**
 * Content script, side panel and options page → worker.
 * @typedef {{type: 'settings'}
 *   | {type: 'history', ticket: Ticket}
 *   | {type: 'suggest', ticket: Ticket, draft?: string, anyway?: boolean}
 *   | {type: 'check', ticket: Ticket, draft: string, evidence: string[], articles: string[]}
 *   | {type: 'search', q: string, brand?: string}
 *   | {type: 'feedback', feedback: Feedback}
 *   | {type: 'replied', reply: SentReply}
 *   | {type: 'own-figures'}
 *   | {type: 'remember', key: string, value: any}
 *   | {type: 'recall', key: string}
 *   | {type: 'write', selector: string, text: string, html: string}
 *   | {type: 'place', place: Place}
 *   | {type: 'options'}
 *   | {type: 'test', server: string, key: string}} Ask
 */
/** @typedef {{ok: true, value: any} | {ok: false, problem: Problem}} Reply   the worker's answer to every Ask */
/**
 * Worker, side panel and options page → content script. `preview` is answered with the Ticket that would be sent,
 * `timings` with milliseconds since the page's time origin at which the last ticket was read, answered and painted.
 * @typedef {{type: 'command', name: 'insert-1'|'insert-2'|'insert-3'|'panel'}
 *   | {type: 'selection', text: string}
 *   | {type: 'preview'}
 *   | {type: 'timings'}
 *   | {type: 'settings-changed'}
 *   | {type: 'action', action: Action}} Order
 */
/** @typedef {{started: number, seen: number, read: number, answered: number, painted: number}} Timings */
/**
 * What is kept of a ticket for the browser's session: the answer, the state of the conversation it was computed for,
 * what the agent did with it, what was inserted and not yet sent, and the customer's history.
 * @typedef {{version: Version, answer: Answer, dismissed: string[], rated: Record<string, 'up'|'down'>,
 *   seen: string[], inserted: {id: string, text: string}[], sent: boolean,
 *   history?: CustomerHistory|null}} Kept
 */
/** @typedef {{asked: string, answers: number}} Version   a hash of what customers wrote, and how many public answers there are */

export {};
