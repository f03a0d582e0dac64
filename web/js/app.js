/* What script adds to pages that work without it. ES2018; only forms of records talk to the server and
 * keep what is typed. */
import { copyButtons, searchKey } from "./keys.js";
import { filterForms } from "./filter.js";
import { recordForms } from "./form.js";
import { forgetting } from "./keep.js";
import { maps } from "./map.js";
import { sortableTables } from "./table.js";

filterForms();
recordForms();
forgetting();
sortableTables();
maps();
copyButtons();
searchKey();
