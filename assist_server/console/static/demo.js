// The demo inbox: opens tickets, asks for help, puts replies in, and says what became of them.

import { history as historyOf, openTickets, sentiment, suggestions } from './api.js';
import { Composer } from './composer.js';
import { drawHead, drawMessages, stayAtEnd } from './conversation.js';
import { byId } from './dom.js';
import { DraftCheck } from './draft-check.js';
import { Feedback } from './feedback.js';
import { Inbox, address } from './inbox.js';
import { causes } from './mood-strip.js';
import { offerNewTicket } from './new-ticket.js';
import { announce, showAnswer, showWaiting } from './panel.js';
import { Search } from './search.js';
import { closeBanner, showBanner } from './sent-banner.js';
import { listenForKeys } from './shortcuts.js';
import { fillSoFar } from './so-far.js';
import { showTrouble, troubleBox } from './trouble.js';
import { isWide, listenForViews, showView } from './views.js';
import { plainText } from './words.js';

/** @typedef {import('./types.js').Ticket} Ticket */
/** @typedef {import('./types.js').Answer} Answer */

const MINUTE = 60_000;

const inbox = new Inbox();
const search = new Search();
const feedback = new Feedback();
const composer = new Composer({ send, asCustomer });
const check = new DraftCheck({ ticket: () => ticket, found: () => answers.get(ticket?.id ?? '') ?? null });
/** @type {Map<string, Answer>} */
const answers = new Map();
/** @type {Map<string, import('./types.js').CustomerHistory>} */
const histories = new Map();
/** @type {Map<string, string>} */
const drafts = new Map();
/** @type {Ticket | null} */
let ticket = null;
let asked = new AbortController();

const actions = {
  insert: (/** @type {import('./types.js').Suggestion} */ suggestion) => {
    put(suggestion.text, suggestion.placeholders);
    feedback.inserted(suggestion);
  },
  insertText: (/** @type {string} */ text) => put(text, []),
  reveal: () => ask(true),
  up: (/** @type {import('./types.js').Suggestion} */ suggestion) => feedback.liked(suggestion),
  down: (/** @type {import('./types.js').Suggestion} */ suggestion, /** @type {string} */ reason) => feedback.dismissed(suggestion, reason),
};

/** The open ticket, where there must be one. */
function open() {
  if (!ticket) throw new Error('no ticket is open');
  return ticket;
}

/** @param {string} text @param {string[]} placeholders */
function put(text, placeholders) {
  showView('conversation');
  composer.insert(text, placeholders);
}

async function start() {
  try {
    inbox.show(await openTickets());
  } catch (error) {
    byId('ticket-list').replaceChildren(troubleBox(/** @type {any} */ (error), start));
    return;
  }
  if (!named() && isWide() && inbox.tickets[0]) history.replaceState(null, '', address(inbox.tickets[0].id));
  await follow();
  await readMoods();
}

/** The ticket that the address names, if there is one. */
const named = () => inbox.tickets.find(({ id }) => address(id) === location.hash);

/** Open the ticket that the address names; without one show the list. */
async function follow() {
  const next = named();
  if (!next) return showView('list');
  if (next === ticket) return showView('conversation');
  if (ticket) {
    drafts.set(ticket.id, composer.text);
    search.close(); // but what was searched for before the first ticket had come stays
  }
  ticket = next;
  await showTicket(next);
}

/** @param {Ticket} next */
async function showTicket(next) {
  const fromList = inbox.hasFocus();
  inbox.select(next.id);
  closeBanner();
  drawHead(next);
  drawMessages(next);
  composer.open(drafts.get(next.id) ?? '');
  check.soon();
  if (!inbox.answered.has(next.id)) feedback.opens(next.id);
  showView('conversation');
  if (isWide()) fromList && inbox.focus();
  else byId('subject').focus();
  await ask();
}

/** Ask for help with the open ticket, or show again what was answered before. @param {boolean} [anyway] also what is held back */
async function ask(anyway = false) {
  const { id, messages } = open();
  asked.abort();
  asked = new AbortController();
  const { signal } = asked;
  const known = answers.get(id);
  if (known && !anyway) return show(known);
  showWaiting();
  try {
    const asking = suggestions({ ...open(), messages }, signal, anyway);
    void lookBack(open(), signal);
    const answer = await asking;
    answers.set(id, answer);
    show(answer);
  } catch (error) {
    if (!signal.aborted) showTrouble(/** @type {any} */ (error), () => ask(anyway));
  }
}

/** What is known of the customer is asked for beside the suggestions; nobody waits for it, and nobody misses it. @param {Ticket} of @param {AbortSignal} signal */
async function lookBack(of, signal) {
  const found = await historyOf(of, signal).catch(() => null);
  if (!found || signal.aborted) return;
  histories.set(of.id, found);
  if (answers.has(of.id)) fillSoFar(found);
}

/** @param {Answer} answer */
function show(answer) {
  inbox.mood(open().id, answer.sentiment);
  drawMessages(open(), causes(answer.sentiment), answer.language);
  showAnswer(answer, actions, histories.get(open().id));
  feedback.watch(open().id, answer.suggestions);
}

/** Add the reply to the conversation on this page; it goes nowhere else. @param {string} text */
function send(text) {
  const { id, messages } = open();
  messages.push({ author: 'agent', text, sent_at: new Date().toISOString(), local: true });
  feedback.sent(id, text);
  check.soon();
  redraw();
  drafts.delete(id);
  inbox.markAnswered(id);
  const next = inbox.nextOpen();
  showBanner(next ? () => (location.hash = address(next)) : null);
  announce('Reply added to the conversation. Nothing was sent to anyone.');
}

/** Add the text as the customer's next message and ask again. @param {string} text */
function asCustomer(text) {
  const { id, messages } = open();
  messages.push({ author: 'customer', text, sent_at: new Date().toISOString(), local: true });
  check.soon();
  answers.delete(id);
  inbox.answered.delete(id);
  feedback.opens(id);
  inbox.draw();
  closeBanner();
  redraw();
  return ask();
}

function redraw() {
  const answer = answers.get(open().id);
  drawMessages(open(), answer ? causes(answer.sentiment) : [], answer?.language);
}

/** The moods of the whole list, one ticket after the other; without them the dots stay empty. */
async function readMoods() {
  for (const { id, messages } of inbox.tickets.filter((row) => !inbox.moods.has(row.id))) {
    const said = messages.filter(({ internal }) => !internal).map((message) => ({ author: message.author, text: plainText(message), sent_at: message.sent_at }));
    const mood = await sentiment(said).catch(() => null);
    if (!mood) return;
    if (!inbox.moods.has(id)) inbox.mood(id, mood);
  }
}

/** @param {number} by */
function step(by) {
  const next = inbox.neighbour(by);
  if (!next) return;
  if (isWide()) inbox.focus();
  location.hash = address(next);
}

/** @param {number} place */
function insertAt(place) {
  const suggestion = ticket && answers.get(ticket.id)?.suggestions[place - 1];
  if (suggestion) actions.insert(suggestion);
}

offerNewTicket(() => inbox.brands(), (written) => {
  inbox.brand = '';
  inbox.show([written, ...inbox.tickets]);
  location.hash = address(written.id);
});
stayAtEnd();
listenForViews(() => inbox.focus());
listenForKeys({ step, insert: insertAt, inList: () => inbox.hasFocus() });
addEventListener('hashchange', follow);
setInterval(() => inbox.draw(), MINUTE);
start();
