/** What the server answers about rules, in short words. */
import type { Schemas } from "@/api/client";

export type RuleSetTold = Schemas["RuleSetDocument"];
export type RefreshTold = Schemas["RefreshDocument"];
export type ChangeTold = Schemas["ToldTrackDocument"];
export type Preview = Schemas["RulesPreviewDocument"];
export type Result = Schemas["ResultDocument"];
export type StageTold = Schemas["StageDocument"];
export type RowTold = Schemas["RuleRowDocument"];
export type NeedTold = Schemas["WantDocument"];
export type Clause = Schemas["ClauseDocument"];
export type Price = Schemas["PriceDocument"];
export type ReadTold = Schemas["RulesReadDocument"];
