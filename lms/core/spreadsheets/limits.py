"""What an uploaded table may be at most. This is the one place where the limits stand."""

from dataclasses import dataclass

MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of one reading; a file beyond any of them is refused with a sentence.

    | field          | default | what is limited                                                 |
    |----------------|---------|-----------------------------------------------------------------|
    | file_bytes     | 16 MiB  | the file as uploaded                                            |
    | entries        | 1,000   | files inside the XLSX archive                                   |
    | unpacked_bytes | 256 MiB | all of them unpacked                                            |
    | ratio          | 200     | unpacked ÷ packed of one entry larger than 1 MiB                |
    | rows           | 150,000 | rows with content, headings included                            |
    | columns        | 100     | number of the last column with content (100 is CV)              |
    | cell_chars     | 4,000   | characters of one cell                                          |
    | cpu_seconds    | 20      | processor time of the reading process                           |
    | wall_seconds   | 120     | time until it is ended                                          |
    | memory_bytes   | 512 MiB | address space of the reading process, and the rows it may return |

    Names inside the archive must be plain relative paths, each once; encrypted entries, packing
    other than deflate, macros, links to other files and embedded archives are refused, and so is
    any XML that declares a document type.
    """

    file_bytes: int = 16 * MIB
    entries: int = 1_000
    unpacked_bytes: int = 256 * MIB
    ratio: int = 200
    rows: int = 150_000
    columns: int = 100
    cell_chars: int = 4_000
    cpu_seconds: int = 20
    wall_seconds: int = 120
    memory_bytes: int = 512 * MIB
