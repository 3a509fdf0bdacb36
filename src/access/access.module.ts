import { Global, Module } from '@nestjs/common';
import { APP_GUARD, DiscoveryModule } from '@nestjs/core';
import { Database, Sealer, SETTINGS } from '../kernel/index.js';
import { AccountController } from './account.controller.js';
import { DeclaredPermissions } from './declared-permissions.js';
import { PermissionGuard } from './guard.js';
import { Invitations } from './invitations.js';
import { InvitationsController } from './invitations.controller.js';
import { Sessions } from './sessions.js';
import { SessionsController } from './sessions.controller.js';
import { SignIns } from './sign-in.js';
import { Tries } from './tries.js';
import { TwoStep } from './two-step.js';
import { UsersController } from './users.controller.js';

@Global()
@Module({
  imports: [DiscoveryModule],
  controllers: [SessionsController, AccountController, UsersController, InvitationsController],
  providers: [
    { provide: Sessions, useFactory: (database: Database) => new Sessions(database), inject: [Database] },
    { provide: TwoStep, useFactory: (database: Database, sealer: Sealer) => new TwoStep(database, sealer), inject: [Database, Sealer] },
    { provide: Tries, useFactory: (database: Database, sealer: Sealer) => new Tries(database, sealer), inject: [Database, Sealer] },
    {
      provide: Invitations, inject: [Database, Tries, SETTINGS],
      useFactory: (database: Database, tries: Tries, { smtpUrl: url, smtpFrom: from, production }: { smtpUrl?: string | null; smtpFrom?: string | null; production: boolean }) => new Invitations(database, tries, url && from ? { url, from } : null, production),
    },
    { provide: SignIns, useFactory: (database: Database, sessions: Sessions, twoStep: TwoStep, tries: Tries, house: { production: boolean }) => new SignIns(database, sessions, twoStep, tries, house.production), inject: [Database, Sessions, TwoStep, Tries, SETTINGS] },
    DeclaredPermissions, { provide: APP_GUARD, useClass: PermissionGuard },
  ],
  exports: [Sessions],
})
export class AccessModule {}
