import { Global, Module } from '@nestjs/common';
import { APP_GUARD, DiscoveryModule } from '@nestjs/core';
import { Database } from '../kernel/index.js';
import { SessionsController, UsersController } from './access.controller.js';
import { DeclaredPermissions } from './declared-permissions.js';
import { PermissionGuard } from './guard.js';
import { Sessions } from './sessions.js';

@Global()
@Module({
  imports: [DiscoveryModule],
  controllers: [SessionsController, UsersController],
  providers: [{ provide: Sessions, useFactory: (database: Database) => new Sessions(database), inject: [Database] }, DeclaredPermissions, { provide: APP_GUARD, useClass: PermissionGuard }],
  exports: [Sessions],
})
export class AccessModule {}
