import { openPostgresStore } from '../../../src/record/postgres/store.ts';
import { reusedPostgres } from '../../support/postgres/database.ts';
import { storeContract } from '../contract.ts';
import { outboxContract } from '../outbox-contract.ts';

const settings = reusedPostgres();
const open = async () => openPostgresStore((await settings()).options);

storeContract('postgres', open);
outboxContract('postgres', open);
