-- Numbers of letters: the last one given by unit and year, and what each was given for. A number is never given twice.
CREATE TABLE letter_count (
	unit {{text}} NOT NULL,
	year {{int}} NOT NULL,
	last {{int}} NOT NULL,
	CONSTRAINT letter_count_key PRIMARY KEY (unit, year)
) {{strict}};
CREATE TABLE letter_number (
	unit {{text}} NOT NULL,
	year {{int}} NOT NULL,
	sequence {{int}} NOT NULL,
	number {{text}} NOT NULL,
	at {{int}} NOT NULL,
	actor {{text}} NOT NULL,
	record {{text}} NOT NULL,
	subject {{text}} NOT NULL,
	CONSTRAINT letter_number_key PRIMARY KEY (unit, year, sequence)
) {{strict}};
