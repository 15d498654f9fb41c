/** Photos on Facebook: a prompt for attachments, with and without text, and a validator with words of its own. */

import {
  AttachmentPrompt,
  ChoicePrompt,
  ComponentDialog,
  TextPrompt,
  WaterfallDialog,
} from 'botbuilder-dialogs';
import { botbuilderBot } from '../channel.ts';
import { person } from '../person.ts';
import { dialogBot } from '../scene.ts';
import type { Scene } from '../scene.ts';

class UploadDialog extends ComponentDialog {
  constructor() {
    super('UploadDialog');
    const photo = new AttachmentPrompt('photo', async ({ recognized, context }) => {
      if (!recognized.succeeded) return false;
      const isPhoto =
        recognized.value?.every(({ contentType }) => contentType.startsWith('image')) ?? false;
      if (!isPhoto) await context.sendActivity('This is no photo. Only JPG or PNG, please.');
      return isPhoto;
    });
    this.addDialog(photo)
      .addDialog(new TextPrompt('plate'))
      .addDialog(new ChoicePrompt('next'))
      .addDialog(
        new WaterfallDialog('upload', [
          (step) =>
            step.prompt('photo', {
              prompt: 'Please send a photo of the damage.',
              retryPrompt: 'I need a photo to go on.',
            }),
          (step) => step.prompt('plate', 'Thanks. And the number plate?'),
          (step) =>
            step.prompt('next', { prompt: 'What next?', choices: ['Another photo', 'Done'] }),
          async (step) => {
            if ((step.result as { value: string }).value !== 'Done')
              return step.replaceDialog('upload');
            await step.context.sendActivity('We will call you.');
            return step.endDialog();
          },
        ]),
      );
    this.initialDialogId = 'upload';
  }
}

const file = (contentType: string, name: string) => ({
  attachments: [{ contentType, name, contentUrl: `https://cdn.example/${name}` }],
});

export const claimsUpload: Scene = {
  name: 'claims-upload',
  channel: 'facebook',
  async play(log) {
    const bot = botbuilderBot(log, dialogBot(new UploadDialog()));

    const fay = person(log, bot, { name: 'Fay' });
    await fay.says('hello there', 'recognized', 'asked for a photo');
    await fay.says('can I just describe it?', 'unrecognized', 'a photo is needed');
    await fay.sends(file('audio/mp4', 'voice.mp4'), 'unrecognized', 'not a photo: told so');
    await fay.sends(file('image/jpeg', 'door.jpg'), 'recognized', 'a photo');
    await fay.says('W-1234X', 'recognized', 'a number plate');
    await fay.says('what do you mean', 'unrecognized', 'none of the two: asked again');
    await fay.presses('Another photo', 'recognized', 'a button');
    await fay.sends(
      { text: 'the other side', ...file('image/png', 'side.png') },
      'recognized',
      'a photo, with a text',
    );
    await fay.says('same plate', 'recognized', 'taken as the number plate');
    await fay.presses('Done', 'recognized', 'a button');

    const gus = person(log, bot, { name: 'Gus' });
    await gus.sends(
      file('image/jpeg', 'first.jpg'),
      'recognized',
      'the bot begins and asks for a photo',
    );
    await gus.sends(file('image/jpeg', 'second.jpg'), 'recognized', 'a photo');
    await gus.says('L-77', 'recognized', 'a number plate');
    await gus.says('done', 'recognized', 'a button, typed');
  },
};
