using System.Globalization;
using CharityLedger.Imports.Tests.Writing;
using FsCheck;
using FsCheck.Fluent;

namespace CharityLedger.Imports.Tests;

public sealed class GeneratedListTests
{
    private static readonly Config Often = Config.QuickThrowOnFailure.WithMaxTest(300);

    [Fact]
    public void A_list_written_by_a_profile_reads_back_as_what_was_meant() =>
        Prop.ForAll(GeneratedLists.List.ToArbitrary(), list => Lists.Check(list.Bytes, reader =>
        {
            var read = reader.ReadRows().Select(item => item is DonationRow row
                ? new StatedGift(row.Date, row.Donor, row.AmountFen, row.Remark, row.Phone)
                : throw new InvalidOperationException(item.ToString())).ToList();
            var total = list.Gifts.Sum(gift => gift.AmountFen);
            Assert.Equal(list.Gifts, read);
            Assert.Equal(
                (list.Gifts.Length, total, (long?)total),
                (reader.Rows, reader.ComputedTotalFen, reader.StatedTotalFen));
            Assert.Contains(reader.Title, (string[])["捐款公示", "截至今日"]);
        }, list.Profile)).Check(Often);

    [Fact]
    public void Every_fen_up_to_the_limit_survives_a_spreadsheets_binary_number() =>
        Prop.ForAll(Amounts.ArrayOf().ToArbitrary(), amounts =>
        {
            var cells = amounts.Select(fen => (double)((decimal)fen / 100)).ToArray();
            Assert.Equal(amounts, ReadNumbers(cells).Select(row => ((DonationRow)row).AmountFen));
        }).Check(Often);

    /// <summary>A fen's double and its neighbours lie within 10^-6 yuan of it, as far as this test goes.</summary>
    [Fact]
    public void Numbers_near_a_fen_are_that_fen_and_numbers_between_two_are_refused() =>
        Prop.ForAll(Gen.Choose(1, int.MaxValue).ArrayOf().ToArbitrary(), amounts =>
        {
            var near = amounts.Select(fen => Math.BitIncrement(Math.BitIncrement(fen / 100.0))).ToArray();
            Assert.Equal(
                amounts.Select(fen => (long)fen), ReadNumbers(near).Select(row => ((DonationRow)row).AmountFen));
            var between = amounts.Select(
                fen => double.Parse($"{fen / 100}.{fen % 100:00}0012", CultureInfo.InvariantCulture));
            Assert.All(
                ReadNumbers([.. between]),
                row => Assert.Equal(RowRefusalCode.AmountPrecision, ((RefusedRow)row).Code));
        }).Check(Often);

    private static Gen<long> Amounts =>
        from digits in Gen.Choose(0, 13)
        from number in ArbMap.Default.GeneratorFor<ulong>()
        select 1 + (long)(number % (ulong)Math.Pow(10, digits));

    private static List<ImportItem> ReadNumbers(double[] amounts) => Lists.ReadBytes(XlsWriter.Write(
        ("一", [[.. Lists.Header], .. amounts.Select(amount => new object?[] { "2026-05-04", "王伟", amount })])));
}
