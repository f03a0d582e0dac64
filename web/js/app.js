/* What script adds to pages that work without it. ES2018; nothing is fetched, nothing is stored. */
import { copyButtons, searchKey } from "./keys.js";
import { filterForms } from "./filter.js";
import { maps } from "./map.js";
import { sortableTables } from "./table.js";

filterForms();
sortableTables();
maps();
copyButtons();
searchKey();
