// What the frame around an item's text may take in a packed context, in o200k_base tokens. A pack is refused whose
// headings or citations need more, so that packing can add up numbers and still keep its budget.

/** Bullet, brackets, number and line end. */
export const LINE_TOKENS = 14;
/** Author and work of a quotation. */
export const CITATION_TOKENS = 24;
/** A source's heading with its mark and the empty line before it. */
export const HEADING_TOKENS = 16;
/** The marks around a heading's title. */
export const HEADING_MARK_TOKENS = 4;
