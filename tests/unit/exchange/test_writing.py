"""CSV that opens by a double click and runs nothing."""

from challenge.exchange.tables import read_table
from challenge.exchange.writing import csv_bytes


def test_cells_that_would_run_are_neutralised_and_numbers_stay() -> None:
    data = csv_bytes(["=a", "b"], [["=1+1", -5], ["@x", 1.5], ["+33", None], ["\tx", True], [["u", "v"], "é;,"]])

    assert data == ("\ufeff'=a,b\r\n'=1+1,-5\r\n'@x,1.5\r\n'+33,\r\n'\tx,1\r\nu;v,\"é;,\"\r\n".encode())


def test_written_table_is_read_again() -> None:
    table = read_table(csv_bytes(["nom", "x"], [['Élise, dite « la "grande" »', "a\nb"]], separator=";"))

    assert (table.header, table.lines[0].cells) == (("nom", "x"), ('Élise, dite « la "grande" »', "a\nb"))
