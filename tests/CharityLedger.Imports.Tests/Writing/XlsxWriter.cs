using System.Globalization;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;

namespace CharityLedger.Imports.Tests.Writing;

/// <summary>Writes .xlsx files. Cells are null, string, double, DateOnly or <see cref="CellErrorValue"/>.</summary>
internal static class XlsxWriter
{
    public static byte[] Write(params (string Name, object?[][] Rows)[] sheets)
    {
        using var file = new MemoryStream();
        using (var document = SpreadsheetDocument.Create(file, SpreadsheetDocumentType.Workbook))
        {
            var workbook = document.AddWorkbookPart();
            workbook.Workbook = new Workbook(new DocumentFormat.OpenXml.Spreadsheet.Sheets());
            workbook.AddNewPart<WorkbookStylesPart>().Stylesheet = Styles();
            for (var i = 0; i < sheets.Length; i++)
            {
                var part = workbook.AddNewPart<WorksheetPart>();
                part.Worksheet = new Worksheet(new SheetData(sheets[i].Rows.Select(Row)));
                workbook.Workbook.Sheets!.Append(new Sheet
                {
                    Id = workbook.GetIdOfPart(part),
                    SheetId = (uint)i + 1,
                    Name = sheets[i].Name,
                });
            }
        }
        return file.ToArray();
    }

    private static Row Row(object?[] cells, int row) =>
        new(cells.Select((cell, column) => Cell(row, column, cell)).OfType<Cell>()) { RowIndex = (uint)row + 1 };

    private static Cell? Cell(int row, int column, object? value)
    {
        var at = (char)('A' + column) + (row + 1).ToString(CultureInfo.InvariantCulture);
        return value switch
        {
            string text => new Cell(new InlineString(new Text(text) { Space = SpaceProcessingModeValues.Preserve }))
            {
                CellReference = at,
                DataType = CellValues.InlineString,
            },
            double number => new Cell(new CellValue(number)) { CellReference = at },
            DateOnly date => new Cell(new CellValue(date.ToDateTime(default).ToOADate()))
            {
                CellReference = at,
                StyleIndex = 1,
            },
            CellErrorValue => new Cell(new CellValue("#N/A")) { CellReference = at, DataType = CellValues.Error },
            _ => null,
        };
    }

    private static Stylesheet Styles() => new(
        new Fonts(new Font()), new Fills(new Fill()), new Borders(new Border()),
        new CellStyleFormats(new CellFormat()),
        new CellFormats(new CellFormat(), new CellFormat { NumberFormatId = 14, ApplyNumberFormat = true }));
}
