// The shapes that cross the wire, as /openapi.json describes them. Only what this page reads.

/** @typedef {{id?: string, author: 'customer'|'agent'|'system', internal?: boolean, text?: string,
 *    sent_at?: string, local?: boolean}} Message  `local`: written in this page, never stored */
/** @typedef {{id: string, subject?: string, status?: string, channel?: string, brand?: string, language?: string,
 *    created_at?: string, customer?: {id?: string, name?: string, email?: string},
 *    agent?: {id?: string, name?: string}, messages: Message[]}} Ticket */
/** @typedef {'negative'|'neutral'|'positive'} Mood */
/** @typedef {{code: string, severity: 'notice'|'warning'|'critical', message: string, evidence: string[]}} Warning */
/** @typedef {{label: Mood, score: number, trend: {label: Mood, score: number}[], warnings: Warning[]}} Sentiment */
/** @typedef {'good'|'bad'|number|null} Csat */
/** @typedef {{type: 'ticket'|'article'|'macro', id: string, title: string, url: string|null, similarity: number,
 *    excerpt: string, solved_at: string|null, csat: Csat, age_days?: number|null, outdated?: boolean}} Evidence */
/** @typedef {{id: string, text: string, confidence: number, kind: 'reply'|'macro'|'article', evidence: Evidence[],
 *    placeholders: string[], support: number, language?: string|null}} Suggestion */
/** @typedef {{id: string, title: string, url: string|null, excerpt: string, score: number}} ArticleHit */
/** @typedef {{id: string, subject: string, url: string|null, excerpt: string, reply: string, score: number,
 *    solved_at: string|null, csat: Csat}} SimilarTicket */
/** @typedef {{id: string, suggestions: Suggestion[], articles: ArticleHit[], similar_tickets: SimilarTicket[],
 *    sentiment: Sentiment, language: string|null, category: {label: string, confidence: number}|null,
 *    generation: string, took_ms: number, held_back?: boolean}} Answer */
/** @typedef {{tickets: {id: string, subject: string, url: string|null, channel: string|null, status: string|null,
 *    created_at: string|null, csat: Csat, mood_first: Mood|null, mood_last: Mood|null,
 *    promised: {text: string, said_at: string|null, open: boolean}[]}[], total: number,
 *    contacts: {count: number, days: number}, ratings: {last: Csat}, open_promises: number}} CustomerHistory */
/** @typedef {{type: 'ticket'|'article'|'macro', id: string, title: string, url: string|null, excerpt: string,
 *    score: number}} SearchResult */
/** @typedef {{start: number, end: number, text: string}} Fix  places count characters */
/** @typedef {{heading: string, code: string, severity: 'notice'|'warning'|'critical', start: number, end: number,
 *    reason: string, words: string, fix: Fix|null}} Finding */
/** @typedef {{suggestion_id: string, event: 'shown'|'inserted'|'edited'|'sent'|'dismissed'|'up'|'down', similarity?: number,
 *    reason?: string, ticket_id?: string}} Feedback */

/** @typedef {{seconds: number, ticket_id: string, inserted?: string, offered?: string}} SentReply */

export {};
