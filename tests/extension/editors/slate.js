import { createElement, useState } from 'react';
import { flushSync } from 'react-dom';
import { createRoot } from 'react-dom/client';
import { createEditor, Editor, Node, Transforms } from 'slate';
import { withHistory } from 'slate-history';
import { Editable, Slate, withReact } from 'slate-react';

let editor;
const blocks = (lines) => lines.map((text) => ({ type: 'paragraph', children: [{ text }] }));
function Reply() {
  [editor] = useState(() => withReact(withHistory(createEditor())));
  const onKeyDown = (event) => {
    if (event.key === 'z' && event.ctrlKey) { event.preventDefault(); editor.undo(); }
  };
  return createElement(Slate, { editor, initialValue: blocks(['']) }, createElement(Editable, { placeholder: 'Reply', onKeyDown }));
}
const place = document.getElementById('place');
flushSync(() => createRoot(place).render(createElement(Reply)));
window.editor = {
  pause: 130, // Slate looks at the selection every 100 ms, and puts back what it has not seen yet
  box: place.querySelector('[data-slate-editor]'),
  text: () => editor.children.map((node) => Node.string(node)).join('\n'),
  fill: (lines) => {
    Editor.withoutNormalizing(editor, () => {
      Transforms.insertNodes(editor, blocks(lines), { at: [editor.children.length] });
      Transforms.removeNodes(editor, { at: [0] });
    });
    editor.history = { undos: [], redos: [] };
    return new Promise((resolve) => setTimeout(resolve));
  },
};
