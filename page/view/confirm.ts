import type { Speaker } from '../texts/texts.ts';
import { button, h, on } from './dom.ts';

export interface Question {
  readonly title: string;
  readonly body: string;
  /** The word on the button that does it. */
  readonly verb: string;
  readonly isDangerous: boolean;
}

/** Asks a person. Resolves with true only if the button was pressed; Escape and Cancel mean no. */
export const confirmed = (say: Speaker, question: Question): Promise<boolean> =>
  new Promise((resolve) => {
    const { title, body, verb, isDangerous } = question;
    const dialog = h(
      'dialog',
      { class: 'sheet ask', 'aria-labelledby': 'ask-title', 'aria-describedby': 'ask-body' },
      h('h2', { id: 'ask-title' }, title),
      h('p', { id: 'ask-body' }, body),
      h(
        'div',
        { class: 'bar end' },
        button(say('action.cancel'), () => dialog.close(), { autofocus: true }),
        button(verb, () => dialog.close('yes'), { class: isDangerous ? 'danger' : 'primary' }),
      ),
    );
    on(dialog, {
      close: () => {
        dialog.remove();
        resolve(dialog.returnValue === 'yes');
      },
    });
    document.body.append(dialog);
    dialog.showModal();
  });
