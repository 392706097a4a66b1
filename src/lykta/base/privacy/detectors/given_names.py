"""Given names that are common in Sweden and are not also everyday words, places or months (so no Maj, Sten or My).

A hint, not a register: a name that is missing is still found by the words around it ("heter ...", "min son ...").
"""

# ruff: noqa: SIM905 (word lists are easier to read and to change as running text)

GIVEN_NAMES = frozenset(
    """
    Adam Agneta Ahmed Albin Aleksandra Alexander Alexandra Ali Alice Alicia Alma Alva Amanda Amina Amir Anders Andreas
    Anette Anita Anna Anneli Annika Anton Arvid Astrid August Axel Barbro Bengt Berit Bertil Birgit Birgitta Björn Bo
    Camilla Carin Carina Carl Caroline Cecilia Charlie Charlotta Charlotte Christer Christian Christina Christoffer
    Clara Daniel David Dennis Ebba Edith Elias Elin Elina Elisabet Elisabeth Ella Ellen Elsa Elsie Elton Elvira Emil
    Emilia Emma Emmy Erik Erika Eva Fatima Felicia Felix Filip Filippa Fredrik Frida Gabriel Gabriella Gunilla
    Gunnar Gustaf Gustav Göran Hampus Hanna Hannah Hans Hassan Helen Helena Henrik Hugo Håkan Ibrahim Ida Inga
    Inger Ingrid Irene Isabella Isak Ismail Jack Jan Jasmin Jennifer Jenny Jens Jesper Jessica Jimmy Joakim Johan
    Johanna John Johnny Jonas Jonathan Josef Josefin Josefine Julia Julian Jörgen Karim Karin Karl Karolina Katarina
    Kenneth Kent Kerstin Kevin Khadija Kjell Klara Kristian Kristina Kristoffer Lars Lena Leif Leila Lennart Leon
    Liam Lina Linda Linn Linnéa Linus Lisa Lotta Louise Lovisa Lucas Ludvig Lukas Magnus Maja Malin Marcus Margareta
    Maria Mariam Marianne Marie Markus Martin Martina Mathias Mats Mattias Max Maximilian Melker Melvin Mia Michael
    Mikael Mohamed Mohammed Moa Mona Monica Monika Mustafa Måns Märta Natalie Nathalie Nellie Nicklas Niklas
    Nils Noah Nour Olof Olivia Oliver Olle Omar Oscar Oskar Otto Patrik Paula Pernilla Peter Petra Philip Pia
    Pontus Rasmus Rebecca Rebecka Rickard Rikard Robert Robin Roger Roland Rolf Ronja Rune Sally Samir Samuel
    Sandra Sanna Sara Sarah Sebastian Selma Signe Sigrid Simon Siv Sofia Sofie Stefan Stella Stephanie Stig Stina
    Susanne Svante Sven Sverker Theo Therese Thomas Tilda Tim Tobias Tomas Tommy Tony Torbjörn Tove Tuva Ture Ulf
    Ulla Ulrika Valter Vera Victor Victoria Viktor Viktoria Vilma Vincent Walter Wilhelm Wilma William Yasmin
    Yusuf Yvonne Zahra Åke Åsa Örjan
    """.split()
)
