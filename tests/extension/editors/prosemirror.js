import { baseKeymap } from 'prosemirror-commands';
import { history, redo, undo } from 'prosemirror-history';
import { keymap } from 'prosemirror-keymap';
import { schema } from 'prosemirror-schema-basic';
import { EditorState } from 'prosemirror-state';
import { EditorView } from 'prosemirror-view';

const plugins = [history(), keymap({ 'Mod-z': undo, 'Mod-y': redo }), keymap(baseKeymap)];
const docOf = (lines) => schema.node('doc', null, lines.map((line) => schema.node('paragraph', null, line ? [schema.text(line)] : [])));
const stateOf = (lines) => EditorState.create({ doc: docOf(lines), plugins });
const look = document.createElement('style');
look.textContent = '.ProseMirror { white-space: pre-wrap }'; // as the library's own style sheet asks
document.head.append(look);
const view = new EditorView(document.getElementById('place'), { state: stateOf(['']) });
window.editor = {
  box: view.dom,
  text: () => view.state.doc.textBetween(0, view.state.doc.content.size, '\n', '\n'),
  fill: (lines) => view.updateState(stateOf(lines)),
};
