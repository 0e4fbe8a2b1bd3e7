import { createEmptyHistoryState, registerHistory } from '@lexical/history';
import { registerRichText } from '@lexical/rich-text';
import { $createParagraphNode, $createTextNode, $getRoot, createEditor } from 'lexical';

const box = document.createElement('div');
box.contentEditable = 'true';
document.getElementById('place').append(box);
const editor = createEditor({ onError: (error) => { throw error; } });
editor.setRootElement(box);
registerRichText(editor);
const steps = createEmptyHistoryState();
registerHistory(editor, steps, 300);
const fill = (lines) => {
  editor.update(() => {
    const made = lines.map((line) => $createParagraphNode().append(...(line ? [$createTextNode(line)] : [])));
    $getRoot().clear().append(...made);
  }, { discrete: true, tag: 'historic' });
};
fill(['']);
window.editor = { box, text: () => editor.getEditorState().read(() => $getRoot().getTextContent()), fill };
