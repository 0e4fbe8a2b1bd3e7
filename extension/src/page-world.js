// Run in the page's own world by the worker, for editors that can only be written to through their own objects.

/**
 * Insert at the cursor of the CKEditor 4, CKEditor 5 or TinyMCE whose box matches the selector, as one undo step.
 * It is sent to the page as source text: it may use nothing outside itself.
 * @param {string} selector  of the box, in this window or a same-origin frame of it
 * @param {string} text      plain, with the line breaks that keep it apart from its neighbours
 * @param {string} html      without these, escaped, as paragraphs
 * @returns {boolean} whether an editor was found and took it; read the box back all the same
 */
export function writeInPage(selector, text, html) {
  /** @param {Window} view @returns {any} */
  const boxIn = (view) => {
    try {
      const found = view.document.querySelector(selector);
      return found ?? Array.from(view.document.querySelectorAll('iframe')).map((frame) => frame.contentWindow && boxIn(frame.contentWindow)).find(Boolean);
    } catch {
      return null; // a frame of another origin
    }
  };

  /**
   * What the page's editors are known by: their script may run outside the frame that holds the box. TinyMCE's frame
   * has a body of id 'tinymce', which makes a global of that name too; hence `known`.
   * @param {any} box @param {string} name @param {string} known
   */
  const globalOf = (box, name, known) => {
    for (let view = box.ownerDocument.defaultView; view; view = view === view.parent ? null : view.parent) if (view[name]?.[known]) return view[name];
    return null;
  };

  /** @param {any} editor @param {any} writer @param {string} part */
  const paragraph5 = (editor, writer, part) => {
    const paragraph = writer.createElement('paragraph');
    part.split('\n').forEach((line, i) => {
      if (i) writer.appendElement('softBreak', paragraph);
      if (line) writer.appendText(line, paragraph);
    });
    return paragraph;
  };

  /** Where new paragraphs go so that they join none: beside the block the cursor is in, or between its halves. */
  /** @param {any} model @param {any} writer */
  const between5 = (model, writer) => {
    let position = model.document.selection.getLastPosition();
    while (position.parent.is('element') && position.parent.parent && position.isAtStart) position = writer.createPositionBefore(position.parent);
    if (position.parent.is('element', '$root') || position.parent.is('rootElement')) return position;
    const block = position.parent;
    if (position.isAtEnd) return writer.createPositionAfter(block);
    return writer.createPositionAfter(writer.split(position).position.nodeBefore ?? block);
  };

  /** @param {any} editor @param {any} box */
  const write5 = (editor, box) => {
    if (editor.isReadOnly) return false;
    const { model, editing } = editor;
    const range = box.ownerDocument.getSelection()?.rangeCount && box.ownerDocument.getSelection().getRangeAt(0);
    const view = range && box.contains(range.endContainer) && editing.view.domConverter.domPositionToView(range.endContainer, range.endOffset);
    model.change((/** @type {any} */ writer) => {
      if (view) writer.setSelection(editing.mapper.toModelPosition(view));
      const parts = text.trim().split(model.schema.isRegistered('softBreak') ? /\n{2,}/ : /\n+/);
      const first = model.document.selection.getFirstPosition().parent;
      const empty = first.isEmpty && model.schema.checkChild(first, '$text') ? first : null;
      let place = empty ? writer.createPositionBefore(empty) : between5(model, writer);
      for (const part of parts) {
        const paragraph = paragraph5(editor, writer, part);
        writer.insert(paragraph, place);
        place = writer.createPositionAfter(paragraph);
        writer.setSelection(paragraph, 'end');
      }
      if (empty) writer.remove(empty);
    });
    return true;
  };

  /** @param {any} editor @param {string} part */
  const paragraph4 = (editor, part) => {
    const paragraph = editor.document.createElement('p');
    part.split('\n').forEach((line, i) => {
      if (i) paragraph.append(editor.document.createElement('br'));
      paragraph.appendText(line);
    });
    return paragraph;
  };

  /** insertHtml() would join the first and last paragraph with the line it breaks. @param {any} editor @param {any} range */
  const between4 = (editor, range) => {
    const { previousBlock, nextBlock, wasStartOfBlock, wasEndOfBlock } = range.splitBlock('p');
    let before = nextBlock;
    while (!previousBlock && !before.hasPrevious() && !before.getParent().equals(editor.editable())) before = before.getParent();
    const made = text.trim().split(/\n{2,}/).map((part) => paragraph4(editor, part));
    let last = previousBlock;
    for (const paragraph of made) {
      if (last) paragraph.insertAfter(last);
      else paragraph.insertBefore(before);
      last = paragraph;
    }
    if (wasStartOfBlock && wasEndOfBlock) previousBlock.remove();
    range.moveToElementEditEnd(last);
    range.select();
  };

  /** @param {any} editor */
  const write4 = (editor) => {
    if (editor.readOnly) return false;
    editor.focus();
    const range = editor.getSelection().getRanges().pop();
    range.collapse(false);
    editor.fire('saveSnapshot');
    const block = range.startPath().block;
    const byParagraphs = editor.enterMode === 1; // CKEDITOR.ENTER_P
    if (byParagraphs && block?.is('p', 'h1', 'h2', 'h3', 'h4', 'div', 'pre')) between4(editor, range);
    else if (byParagraphs && !block) editor.insertHtml(html);
    else editor.insertHtml(globalOf(editor.editable().$, 'CKEDITOR', 'instances').tools.htmlEncode(text).replaceAll('\n', '<br>'));
    editor.fire('saveSnapshot');
    editor.updateElement();
    return true;
  };

  /** An empty line above a quotation that the cursor is at the very start of. @param {any} editor @param {any} box */
  const roomTiny = (editor, box) => {
    const before = editor.selection.getRng().cloneRange();
    before.setStart(box, 0);
    if (before.toString().trim() || !box.firstElementChild?.matches('blockquote')) return;
    const line = editor.dom.create('p', {}, '<br>');
    box.prepend(line);
    editor.selection.setCursorLocation(line, 0);
  };

  /** @param {any} editor @param {any} box */
  const writeTiny = (editor, box) => {
    if (editor.mode?.isReadOnly?.()) return false;
    editor.focus();
    editor.selection.collapse(false);
    editor.undoManager.transact(() => {
      roomTiny(editor, box);
      editor.insertContent(html);
    });
    editor.save();
    return true;
  };

  /** It records typing only now and then, and an undo would take what was typed before the insertion away with it. @param {any} box */
  const recordSummernote = (box) => {
    const note = globalOf(box, 'jQuery', 'fn')?.(box).closest('.note-editor').prev().data('summernote');
    note?.modules.editor.history.recordUndo();
    return false; // it is written to by typing
  };

  try {
    const box = boxIn(window);
    if (!box) return false;
    if (box.matches('.note-editable')) return recordSummernote(box);
    if (box.ckeditorInstance) return write5(box.ckeditorInstance, box);
    const all4 = Object.values(globalOf(box, 'CKEDITOR', 'instances')?.instances ?? {});
    const editor4 = all4.find((/** @type {any} */ editor) => editor.editable()?.$ === box);
    if (editor4) return write4(editor4);
    const tiny = globalOf(box, 'tinymce', 'get')?.get() ?? [];
    const editorTiny = tiny.find((/** @type {any} */ editor) => editor.getBody() === box);
    return editorTiny ? writeTiny(editorTiny, box) : false;
  } catch {
    return false; // the editor's own trouble; composer.js tries the next way
  }
}
