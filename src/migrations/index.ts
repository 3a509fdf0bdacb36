import { Ground1764000000001 } from './1764000000001-ground.js';
import { People1764000000002 } from './1764000000002-people.js';
import { Catalogue1764000000003 } from './1764000000003-catalogue.js';
import { Shops1764000000004 } from './1764000000004-shops.js';
import { Orders1764000000005 } from './1764000000005-orders.js';
import { Listings1764000000006 } from './1764000000006-listings.js';
import { Sync1764000000007 } from './1764000000007-sync.js';
import { CatalogueLookups1764000000010 } from './1764000000010-catalogue-lookups.js';
import { SkuKey1764000000011 } from './1764000000011-sku-key.js';
import { Edge1764000000020 } from './1764000000020-edge.js';
import { ClaimPlans1764000000050 } from './1764000000050-claim-plans.js';
import { RemoteKeys1764000000060 } from './1764000000060-remote-keys.js';
import { PartitionPolicies1764000000070 } from './1764000000070-partition-policies.js';
import { Mapping1764000000080 } from './1764000000080-mapping.js';
import { Adoption1764000000090 } from './1764000000090-adoption.js';
import { Prices1764000000100 } from './1764000000100-prices.js';
import { Places1764000000110 } from './1764000000110-places.js';
import { Pushes1764000000111 } from './1764000000111-pushes.js';
import { OrderPlaces1764000000112 } from './1764000000112-order-places.js';
import { AskedOffers1764000000120 } from './1764000000120-asked-offers.js';
import { QuotaWaits1764000000121 } from './1764000000121-quota-waits.js';
import { Imports1764000000130 } from './1764000000130-imports.js';
import { ImportUpkeep1764000000131 } from './1764000000131-import-upkeep.js';
import { Audit1764000000140 } from './1764000000140-audit.js';
import { Edits1764000000141 } from './1764000000141-edits.js';
import { Sales1764000000142 } from './1764000000142-sales.js';
import { EditCounts1764000000143 } from './1764000000143-edit-counts.js';
import { EditNodes1764000000144 } from './1764000000144-edit-nodes.js';
import { Roles1764000000150 } from './1764000000150-roles.js';
import { Reviews1764000000160 } from './1764000000160-reviews.js';
import { Handovers1764000000161 } from './1764000000161-handovers.js';
import { CategoryTree1764000000170 } from './1764000000170-category-tree.js';
import { ShopWords1764000000171 } from './1764000000171-shop-words.js';
import { Readiness1764000000172 } from './1764000000172-readiness.js';
import { Failures1764000000180 } from './1764000000180-failures.js';
import { RunsKept1764000000181 } from './1764000000181-runs-kept.js';
import { Digests1764000000182 } from './1764000000182-digests.js';
import { Restores1764000000190 } from './1764000000190-restores.js';
import { WishMarks1764000000191 } from './1764000000191-wish-marks.js';
import { Measures1764000000192 } from './1764000000192-measures.js';
import { News1764000000193 } from './1764000000193-news.js';
import { PhotoMentions1764000000200 } from './1764000000200-photo-mentions.js';
import { UnconnectedShops1764000000210 } from './1764000000210-unconnected-shops.js';
import { AdoptersScope1764000000211 } from './1764000000211-adopters-scope.js';
import { ListWays1764000000220 } from './1764000000220-list-ways.js';
import { Shelf1764000000221 } from './1764000000221-shelf.js';
import { ImportSheet1764000000230 } from './1764000000230-import-sheet.js';
import { AuditOfFailures1764000000231 } from './1764000000231-audit-of-failures.js';
import { EditAttributes1764000000232 } from './1764000000232-edit-attributes.js';
import { Guests1764000000240 } from './1764000000240-guests.js';
import { Counting1764000000245 } from './1764000000245-counting.js';
import { SeenThere1764000000250 } from './1764000000250-seen-there.js';
import { NewsOfSettled1764000000255 } from './1764000000255-news-of-settled.js';
import { AuditOfHalts1764000000265 } from './1764000000265-audit-of-halts.js';
import { DigestsOfMembers1764000000266 } from './1764000000266-digests-of-members.js';
import { FailureOfMember1764000000275 } from './1764000000275-failure-of-member.js';

/** In order. Append; never edit one that has been released. */
export const migrations = [
  Ground1764000000001,
  People1764000000002,
  Catalogue1764000000003,
  Shops1764000000004,
  Orders1764000000005,
  Listings1764000000006,
  Sync1764000000007,
  CatalogueLookups1764000000010,
  SkuKey1764000000011,
  Edge1764000000020,
  ClaimPlans1764000000050,
  RemoteKeys1764000000060,
  PartitionPolicies1764000000070,
  Mapping1764000000080,
  Adoption1764000000090,
  Prices1764000000100,
  Places1764000000110,
  Pushes1764000000111,
  OrderPlaces1764000000112,
  AskedOffers1764000000120,
  QuotaWaits1764000000121,
  Imports1764000000130,
  ImportUpkeep1764000000131,
  Audit1764000000140,
  Edits1764000000141,
  Sales1764000000142,
  EditCounts1764000000143,
  EditNodes1764000000144,
  Roles1764000000150,
  Reviews1764000000160,
  Handovers1764000000161,
  CategoryTree1764000000170,
  ShopWords1764000000171,
  Readiness1764000000172,
  Failures1764000000180,
  RunsKept1764000000181,
  Digests1764000000182,
  Restores1764000000190,
  WishMarks1764000000191,
  Measures1764000000192,
  News1764000000193,
  PhotoMentions1764000000200,
  UnconnectedShops1764000000210,
  AdoptersScope1764000000211,
  ListWays1764000000220,
  Shelf1764000000221,
  ImportSheet1764000000230,
  AuditOfFailures1764000000231,
  EditAttributes1764000000232,
  Guests1764000000240,
  Counting1764000000245,
  SeenThere1764000000250,
  NewsOfSettled1764000000255,
  AuditOfHalts1764000000265,
  DigestsOfMembers1764000000266,
  FailureOfMember1764000000275,
];
