import type { Scene } from '../scene.ts';
import { adaptiveTodo } from './adaptive-todo.ts';
import { agentRoutes } from './agent-routes.ts';
import { bankEs } from './bank-es.ts';
import { campusFr } from './campus-fr.ts';
import { cityFaq } from './city-faq.ts';
import { claimsUpload } from './claims-upload.ts';
import { clinicReminders } from './clinic-reminders.ts';
import { expenseCards } from './expense-cards.ts';
import { flakyDirectory } from './flaky-directory.ts';
import { flightBooking } from './flight-booking.ts';
import { helpdeskDispatch } from './helpdesk-dispatch.ts';
import { hotelDe } from './hotel-de.ts';
import { insuranceDigressions } from './insurance-digressions.ts';
import { izakayaJa } from './izakaya-ja.ts';
import { llmAssistant } from './llm-assistant.ts';
import { museumQna } from './museum-qna.ts';
import { pizzaOrder } from './pizza-order.ts';
import { shopMenu } from './shop-menu.ts';
import { shoppingList } from './shopping-list.ts';
import { slackBooking } from './slack-booking.ts';
import { standupGroup } from './standup-group.ts';
import { telecomOmnichannel } from './telecom-omnichannel.ts';
import { vacationTeams } from './vacation-teams.ts';

export const SCENES: readonly Scene[] = [
  adaptiveTodo,
  agentRoutes,
  bankEs,
  campusFr,
  cityFaq,
  claimsUpload,
  clinicReminders,
  expenseCards,
  flakyDirectory,
  flightBooking,
  helpdeskDispatch,
  hotelDe,
  insuranceDigressions,
  izakayaJa,
  llmAssistant,
  museumQna,
  pizzaOrder,
  shopMenu,
  shoppingList,
  slackBooking,
  standupGroup,
  telecomOmnichannel,
  vacationTeams,
];
